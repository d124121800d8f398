package io.recount.query.reconciliation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison of two records of the same thing.
 *
 * @param kind WINDOWS, ARCHIVE, REDIS or LEDGER
 * @param from the span of time compared, until {@code to}, where it has one
 * @param fromPosition the span of the log compared, behind this up to {@code toPosition}, where it
 *     has one
 * @param agreement equal ÷ compared; 1 where there was nothing to compare
 * @param differences the first of them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReconciliationView(
        long id,
        String kind,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Long fromPosition,
        @Nullable Long toPosition,
        long compared,
        long differing,
        BigDecimal agreement,
        boolean alerted,
        Instant reconciledAt,
        List<Difference> differences) {
    enum Kind {
        WINDOWS,
        ARCHIVE,
        REDIS,
        LEDGER
    }

    /**
     * What differs.
     *
     * @param subject the ad, the log position or the Redis key
     * @param expected null where there should be none
     * @param found null where there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Difference(
            String subject,
            @Nullable Instant at,
            String measure,
            @Nullable Long expected,
            @Nullable Long found) {}
}
