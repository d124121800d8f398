package io.recount.analytics.budgetsync;

import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's counter and its ledger side by side, or why they could not be compared yet.
 *
 * <p>Both are of the same log position: the counter's own. What the ledger's read model has not
 * come to yet cannot be compared; it waits. A record that is missing though projections have
 * written it, and one from above the log's head, are wrong whatever the ledger says.
 *
 * @param waitingFor null where it was compared; the rest means nothing where not
 * @param redisSpentMicros null where Redis had no readable record
 * @param position of the ledger that was compared with
 * @param differencePpm the greater of the day's and the total's, in parts per million of the
 *     ledger's; 1,000,000 where only one of both is zero, or they are of different days
 */
public record Compared(
        ActiveCampaign campaign,
        @Nullable String waitingFor,
        @Nullable Long redisSpentMicros,
        @Nullable Long redisPosition,
        long dayStartMs,
        long daySpentMicros,
        long dayClicks,
        long totalSpentMicros,
        long position,
        long differencePpm,
        boolean drifted,
        long atMs) {
    /** From here on a counter is corrected. */
    static final long DRIFT_PPM = 50_000;

    private static final long ALL_PPM = 1_000_000;

    /**
     * A counter's record.
     *
     * @param position null where there is none, or none that can be read
     */
    record Counter(
            @Nullable Long position,
            @Nullable Long dayStartMs,
            @Nullable Long spentMicros,
            @Nullable Long totalMicros) {
        static final Counter NONE = new Counter(null, null, null, null);

        static Counter of(long position, Map<String, Long> values) {
            return new Counter(
                    position, values.get("day"), values.get("spent"), values.get("total"));
        }

        /** Up to where the ledger is asked. */
        long upTo() {
            return position == null ? Long.MAX_VALUE : position;
        }
    }

    static Compared waiting(ActiveCampaign campaign, String waitingFor, long atMs) {
        return new Compared(campaign, waitingFor, null, null, 0, 0, 0, 0, 0, 0, false, atMs);
    }

    static Compared of(ActiveCampaign campaign, Counter counter, Ledger ledger, long atMs) {
        @Nullable Long position = counter.position();
        if (position == null && ledger.countersPosition() < campaign.position()) {
            return waiting(campaign, "the counter's first record", atMs);
        }
        boolean impossible = position != null && position > ledger.headPosition();
        if (position != null && !impossible && ledger.spendPosition() < position) {
            return waiting(campaign, "the read model", atMs);
        }
        long differencePpm = differencePpm(counter, ledger);
        return new Compared(
                campaign,
                null,
                counter.spentMicros(),
                position,
                ledger.dayStartMs(),
                ledger.daySpentMicros(),
                ledger.dayClicks(),
                ledger.totalSpentMicros(),
                position == null || impossible ? ledger.spendPosition() : position,
                differencePpm,
                impossible || differencePpm >= DRIFT_PPM,
                atMs);
    }

    private static long differencePpm(Counter counter, Ledger ledger) {
        @Nullable Long day = counter.dayStartMs();
        @Nullable Long spent = counter.spentMicros();
        @Nullable Long total = counter.totalMicros();
        if (day == null || spent == null || total == null || day != ledger.dayStartMs()) {
            return ALL_PPM;
        }
        return Math.max(
                differencePpm(spent, ledger.daySpentMicros()),
                differencePpm(total, ledger.totalSpentMicros()));
    }

    /** Rounded down, so 5 % is 5 % and not a little less. */
    static long differencePpm(long redisMicros, long ledgerMicros) {
        if (redisMicros == ledgerMicros) {
            return 0;
        }
        if (ledgerMicros == 0) {
            return ALL_PPM;
        }
        BigInteger ppm =
                BigInteger.valueOf(redisMicros)
                        .subtract(BigInteger.valueOf(ledgerMicros))
                        .abs()
                        .multiply(BigInteger.valueOf(ALL_PPM))
                        .divide(BigInteger.valueOf(ledgerMicros));
        return ppm.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
    }
}
