package io.recount.query.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.recount.query.metrics.MetricWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A price experiment.
 *
 * @param endsAt as planned; null when it runs until it is stopped
 * @param stoppedAt null unless somebody stopped it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExperimentView(
        String experimentId,
        String name,
        String layer,
        Status status,
        Instant plannedAt,
        Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable Instant stoppedAt,
        List<Arm> arms) {
    enum Status {
        PLANNED,
        RUNNING,
        ENDED,
        STOPPED
    }

    /**
     * One arm. Clicks and cost are gross, as charged, of ads served while it ran.
     *
     * @param impressions as the stream counted them, as conversions: of as long as its results are
     *     kept
     * @param cpcMicros cost ÷ clicks, half up; null without clicks
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Arm(
            String name,
            int weight,
            BigDecimal bidMultiplier,
            long impressions,
            long clicks,
            long conversions,
            long costMicros,
            @Nullable Long cpcMicros) {
        private static final int DECIMALS = 4;

        static Arm of(
                String name,
                int weight,
                long multiplierE4,
                long impressions,
                long clicks,
                long conversions,
                long costMicros) {
            return new Arm(
                    name,
                    weight,
                    BigDecimal.valueOf(multiplierE4, DECIMALS),
                    impressions,
                    clicks,
                    conversions,
                    costMicros,
                    MetricWindow.cpcMicros(costMicros, clicks));
        }
    }

    static Status status(
            Instant startsAt, @Nullable Instant endsAt, @Nullable Instant stoppedAt, Instant now) {
        if (stoppedAt != null) {
            return Status.STOPPED;
        }
        if (endsAt != null && !now.isBefore(endsAt)) {
            return Status.ENDED;
        }
        return now.isBefore(startsAt) ? Status.PLANNED : Status.RUNNING;
    }
}
