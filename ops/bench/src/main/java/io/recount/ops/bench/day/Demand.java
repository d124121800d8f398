package io.recount.ops.bench.day;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Requests that the campaign wins if it takes part, and their clicks: a curve that repeats each
 * week, on which each hour of each day lies a little off, and people who click soon or late.
 */
final class Demand {
    static final long HOUR_MS = 3_600_000;
    static final double CLICK_RATE = 0.05;

    private static final double MEAN_PER_SECOND = 8;
    private static final double HOUR_SPREAD = 0.1;

    /** Nine of ten clicks come after 10 s in the mean, the tenth after 110 s. */
    private static final double SOON_MS = 10_000;

    private static final double LATE_MS = 110_000;
    private static final double LATE_SHARE = 0.1;

    private static final int WEEK_HOURS = 168;
    private static final int WEEKS_LEARNED = 4;
    private static final double REQUESTS_COUNTED_AN_HOUR = 50_000;

    private final SplittableRandom random;
    private long hour = Long.MIN_VALUE;
    private double hoursPerMs;

    Demand(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The week's curve, 1 in the mean: nights are quiet, evenings busy, weekends start late. */
    static double curve(long atMs) {
        long hour = Math.floorDiv(atMs, HOUR_MS);
        int ofDay = (int) Math.floorMod(hour, 24L);
        // 1970 began on a Thursday.
        boolean weekend = Math.floorMod(Math.floorDiv(hour, 24L) + 3, 7L) >= 5;
        double day = Math.exp(-Math.pow((ofDay - (weekend ? 15.0 : 13.0)) / 4.0, 2));
        double evening = Math.exp(-Math.pow((ofDay - 21.0) / 2.0, 2));
        double late = Math.exp(-Math.pow((ofDay + 3.0) / 2.0, 2));
        return (0.25 + 1.2 * day + 1.3 * (evening + late)) / 0.93;
    }

    /** When the next request comes. */
    long next(long afterMs) {
        double at = afterMs;
        while (true) {
            double next = at - Math.log(1 - random.nextDouble()) / perMs((long) at);
            double hourEnds = (hour + 1) * HOUR_MS;
            if (next < hourEnds) {
                return (long) next;
            }
            at = hourEnds; // Another rate from there on; waiting has no memory.
        }
    }

    private double perMs(long atMs) {
        long current = Math.floorDiv(atMs, HOUR_MS);
        if (current != hour) {
            hour = current;
            double off = Math.exp(HOUR_SPREAD * random.nextGaussian());
            hoursPerMs = MEAN_PER_SECOND / 1_000 * curve(atMs) * off;
        }
        return hoursPerMs;
    }

    boolean isClicked() {
        return random.nextDouble() < CLICK_RATE;
    }

    long delayMs() {
        double mean = random.nextDouble() < LATE_SHARE ? LATE_MS : SOON_MS;
        return 100 + (long) (-mean * Math.log(1 - random.nextDouble()));
    }

    double nextDouble() {
        return random.nextDouble();
    }

    /** What the market counted in the weeks before, by hours since 1970. */
    Map<Long, Long> weeksBefore(long atMs) {
        long now = Math.floorDiv(atMs, HOUR_MS);
        Map<Long, Long> counted = new HashMap<>();
        for (long hour = now - WEEKS_LEARNED * WEEK_HOURS; hour < now; hour++) {
            double off = Math.exp(HOUR_SPREAD * random.nextGaussian());
            counted.put(hour, Math.round(REQUESTS_COUNTED_AN_HOUR * curve(hour * HOUR_MS) * off));
        }
        return counted;
    }
}
