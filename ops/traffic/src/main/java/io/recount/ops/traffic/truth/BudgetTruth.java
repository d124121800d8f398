package io.recount.ops.traffic.truth;

import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A day's budgets that run out: every second campaign can pay for some dozens or hundreds of
 * clicks, the others for all. A click that would cost more than is left costs nothing; so which
 * charge reaches a campaign's threshold is known without asking anybody.
 */
public final class BudgetTruth {
    public static final long UNLIMITED_MICROS = 1_000_000_000_000_000L;

    private static final long TYPICAL_PRICE_MICROS = 165_000_000;
    private static final int LEAST_CLICKS = 20;
    private static final int MOST_CLICKS = 300;
    private static final int[] PAUSES_AT_PERCENT = {95, 95, 95, 80, 99};

    private final Map<String, Line> lines = new TreeMap<>();
    private final SplittableRandom random;

    private static final class Line {
        private final long budgetMicros;
        private final int pausesAtPercent;
        private long spentMicros;
        private long clicks;
        private long refused;
        private long reachedAtMicros;

        Line(long budgetMicros, int pausesAtPercent) {
            this.budgetMicros = budgetMicros;
            this.pausesAtPercent = pausesAtPercent;
        }
    }

    /**
     * A charge with the state that it left behind.
     *
     * @param number how many-th click of the day
     */
    public record Charge(
            long micros, long spentMicros, long number, long budgetMicros, int pausesAtPercent) {}

    public BudgetTruth(SplittableRandom random) {
        this.random = random;
    }

    /** Empty where the campaign cannot pay for it. */
    public Optional<Charge> click(String campaignId, long priceMicros) {
        Line line = lines.computeIfAbsent(campaignId, unused -> line());
        if (Math.addExact(line.spentMicros, priceMicros) > line.budgetMicros) {
            line.refused++;
            return Optional.empty();
        }
        line.spentMicros += priceMicros;
        line.clicks++;
        if (line.reachedAtMicros == 0
                && line.spentMicros * 100 >= line.budgetMicros * line.pausesAtPercent) {
            line.reachedAtMicros = line.spentMicros;
        }
        return Optional.of(
                new Charge(
                        priceMicros,
                        line.spentMicros,
                        line.clicks,
                        line.budgetMicros,
                        line.pausesAtPercent));
    }

    private Line line() {
        int pausesAt = PAUSES_AT_PERCENT[random.nextInt(PAUSES_AT_PERCENT.length)];
        long clicks = random.nextLong(LEAST_CLICKS, MOST_CLICKS);
        // By turns, so that a few campaigns hold both.
        boolean limited = lines.size() % 2 == 1;
        return new Line(limited ? clicks * TYPICAL_PRICE_MICROS : UNLIMITED_MICROS, pausesAt);
    }

    /** By campaign, the day's spend after the charge that reached its threshold. */
    public Map<String, Long> reached() {
        Map<String, Long> reached = new TreeMap<>();
        lines.forEach(
                (campaignId, line) -> {
                    if (line.reachedAtMicros > 0) {
                        reached.put(campaignId, line.reachedAtMicros);
                    }
                });
        return reached;
    }

    /** Clicks that nobody paid for. */
    public long refused() {
        return lines.values().stream().mapToLong(line -> line.refused).sum();
    }
}
