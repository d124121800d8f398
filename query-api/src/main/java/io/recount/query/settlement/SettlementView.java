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
 * @param late what belongs to days before that were settled when it came; it is in the sums here
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
        List<Line> lines,
        List<Late> late) {
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

    /**
     * A movement of the balance that was decided on an earlier day.
     *
     * @param position of the event in the log
     * @param kind CHARGE, CREDIT, DEPOSIT or REFUND
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Late(
            long position,
            Instant at,
            String kind,
            @Nullable String campaignId,
            @Nullable String adId,
            @Nullable String clickId,
            long amountMicros) {}
}
