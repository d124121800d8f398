package io.recount.analytics.stream;

import org.jspecify.annotations.Nullable;

/**
 * A click that was paid for, with the state that it left behind.
 *
 * @param position of the charge in the log; {@link DecodedEvent#UNKNOWN} where its record did not
 *     tell
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared as a whole.
public record ChargedClick(
        String clickId,
        String advertiserId,
        String campaignId,
        String adId,
        Arm[] arms,
        long atMs,
        long servedAtMs,
        long dayStartMs,
        long chargedMicros,
        long daySpentAfterMicros,
        long totalSpentAfterMicros,
        long dayClicksAfter,
        long dailyBudgetMicros,
        @Nullable Long totalBudgetMicros,
        int autoPausePercent,
        long position) {}
