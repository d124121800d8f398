package io.recount.query.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's counter in Redis against the ledger, at one position of the log.
 *
 * @param redisSpentMicros null where Redis had no record, as {@code redisPosition}
 * @param streamSpentMicros what the stream added up itself; null where it had not seen the day
 * @param difference to the ledger, as a ratio
 * @param drifted whether it was 5 % or more
 * @param correction of what drifted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BudgetSyncView(
        String campaignId,
        String advertiserId,
        Instant comparedAt,
        Instant dayStart,
        @Nullable Long redisSpentMicros,
        @Nullable Long redisPosition,
        long ledgerSpentMicros,
        @Nullable Long streamSpentMicros,
        long position,
        long dailyBudgetMicros,
        BigDecimal difference,
        boolean drifted,
        @Nullable Correction correction) {
    /**
     * What was done about it.
     *
     * @param status WAITING, APPLIED, or SUPERSEDED where Redis had moved on by itself
     * @param foundSpentMicros what stood there then
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Correction(
            String status, @Nullable Long foundSpentMicros, @Nullable Instant settledAt) {}

    /**
     * How often Redis was right.
     *
     * @param from the first instant counted, until {@code to}
     * @param accurate comparisons under 5 %
     * @param ratio accurate ÷ compared; null where nothing was compared
     */
    record Accuracy(
            Instant from, Instant to, long compared, long accurate, @Nullable BigDecimal ratio) {}

    /** A page of comparisons, and the accuracy of all in the range. */
    record BudgetSyncPage(
            List<BudgetSyncView> items, @Nullable String nextCursor, Accuracy accuracy) {}
}
