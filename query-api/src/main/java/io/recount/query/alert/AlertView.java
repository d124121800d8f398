package io.recount.query.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert as it was told last.
 *
 * @param kind BOT or CLICK_SURGE
 * @param invalidTraffic GENERAL or SOPHISTICATED, where it is invalid traffic
 * @param from of what it is about, until {@code to}
 * @param creditedMicros given back for its clicks so far
 * @param verdict null until somebody judged it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AlertView(
        String alertId,
        String kind,
        String severity,
        @Nullable String invalidTraffic,
        String advertiserId,
        @Nullable String campaignId,
        @Nullable String adId,
        String ruleId,
        int ruleVersion,
        Instant from,
        Instant to,
        long clicks,
        long creditedClicks,
        long creditedMicros,
        List<Evidence> evidence,
        Instant raisedAt,
        Instant toldAt,
        @Nullable Judged verdict) {
    record Evidence(String name, String value) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Judged(String verdict, @Nullable String note, Instant judgedAt) {}

    /**
     * How often alerts were right.
     *
     * @param judged alerts that have a verdict
     * @param right those whose verdict is TRUE
     * @param ratio right ÷ judged; null before the first verdict
     */
    record Accuracy(long judged, long right, @Nullable BigDecimal ratio) {}

    /** A page of alerts, and the accuracy of all that the list is about. */
    record AlertPage(List<AlertView> items, @Nullable String nextCursor, Accuracy accuracy) {}
}
