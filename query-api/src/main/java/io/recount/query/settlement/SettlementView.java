package io.recount.query.settlement;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A settled day of an advertiser.
 *
 * @param minorDigits decimals of the currency: 1 minor unit is 10^-digits of it
 * @param minor the same sums in whole minor units, rounded once
 * @param firstPosition of the day's events in the log; null on a day without any
 * @param logPosition the log's head when the day was settled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SettlementView(
        String advertiserId,
        Instant dayStart,
        Instant dayEnd,
        String timeZone,
        String currency,
        int minorDigits,
        Sums micros,
        Sums minor,
        long chargedClicks,
        long creditedClicks,
        @Nullable Long firstPosition,
        @Nullable Long lastPosition,
        long logPosition,
        Instant settledAt,
        List<Line> lines) {
    /** opening + deposited − refunded − charged + credited = closing. */
    record Sums(
            long opening,
            long deposited,
            long refunded,
            long charged,
            long credited,
            long closing) {}

    /**
     * What a campaign or one of its ads had.
     *
     * @param adId null: the campaign's total
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String campaignId,
            @Nullable String adId,
            long clicks,
            long chargedMicros,
            long creditedClicks,
            long creditedMicros,
            long chargedMinor,
            long creditedMinor) {}
}
