package io.recount.query.metrics;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.recount.query.Columns;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One window's totals. Clicks and cost are gross: as charged, credits beside them.
 *
 * @param creditedClicks of the window's charged clicks, those given back since
 * @param conversions by the conversion's own time
 * @param conversionsByClickTime of the window's charged clicks, those that converted since
 * @param ctr clicks ÷ impressions; null without impressions
 * @param cvr conversions ÷ clicks; null without clicks
 * @param cpcMicros cost ÷ clicks, half up; null without clicks
 * @param revision number of distinct events counted in: it only grows
 * @param complete answered as {@code final}: the window is over; late events may still raise the
 *     revision
 */
public record MetricWindow(
        Instant windowStart,
        long impressions,
        long clicks,
        long invalidClicks,
        long creditedClicks,
        long conversions,
        long conversionsByClickTime,
        long costMicros,
        long creditedMicros,
        @Nullable BigDecimal ctr,
        @Nullable BigDecimal cvr,
        @Nullable Long cpcMicros,
        long revision,
        @JsonProperty("final") boolean complete) {
    static MetricWindow of(
            Instant windowStart,
            long impressions,
            long clicks,
            long invalidClicks,
            long creditedClicks,
            long conversions,
            long conversionsByClickTime,
            long costMicros,
            long creditedMicros,
            long revision,
            boolean complete) {
        return new MetricWindow(
                windowStart,
                impressions,
                clicks,
                invalidClicks,
                creditedClicks,
                conversions,
                conversionsByClickTime,
                costMicros,
                creditedMicros,
                Columns.ratio(clicks, impressions),
                Columns.ratio(conversions, clicks),
                cpcMicros(costMicros, clicks),
                revision,
                complete);
    }

    /** The average price of a click, half up; null without clicks. */
    public static @Nullable Long cpcMicros(long costMicros, long clicks) {
        return clicks == 0 ? null : Math.addExact(costMicros, clicks / 2) / clicks;
    }
}
