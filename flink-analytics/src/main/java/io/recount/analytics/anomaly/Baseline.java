package io.recount.analytics.anomaly;

/**
 * What an ad, or a campaign, usually gets in an hour of the week, learned hour by hour.
 *
 * <p>Expected = level × hour of the day × hour of the week. The level is a mean that forgets by
 * half in three days. The other two are ratios of what came to what was expected, drawn towards one
 * by a few imagined clicks: an ad with five clicks a day is taken to follow no curve, and one with
 * five thousand has its own after a week. The spread is how much further hours lie from it than
 * chance alone would put them.
 *
 * <p>It does not learn from anomalies: hours of an alarm are left out, what exceeds three standard
 * deviations is cut off there, and a silence that is next to impossible (an ad that was not served)
 * is no measure of demand.
 *
 * <p>A plain object with public fields, as Flink's serializer wants its state.
 */
public final class Baseline {
    static final long HOUR_MS = 3_600_000;
    private static final int DAY = 24;
    private static final int WEEK = 168;

    /** 1970-01-01 was a Thursday; the week is only ever compared with itself. */
    private static final double LEVEL_KEPT = Math.pow(0.5, 1.0 / 72);

    private static final double DAY_KEPT = 0.9;
    private static final double WEEK_KEPT = 0.75;
    private static final double DAY_PRIOR_CLICKS = 8;
    private static final double WEEK_PRIOR_CLICKS = 25;
    private static final double LEVEL_PRIOR = 0.5;
    private static final double SPREAD_PRIOR = 0.06;
    private static final double SPREAD_PRIOR_WEIGHT = 200;
    private static final double SPREAD_LEAST = 0.02;
    private static final double SPREAD_MOST = 0.5;
    private static final double CUT_AT_SIGMAS = 3;

    /** Clicks missing in a silence, from which on nobody believes in chance: e^-12. */
    private static final double SILENT_CLICKS = 12;

    public float clicks;
    public float exposureHours;
    public int knownHours;
    public float spreadSum;
    public float spreadWeight;
    public float[] dayClicks = new float[DAY];
    public float[] dayExpected = new float[DAY];
    public float[] weekClicks = new float[WEEK];
    public float[] weekExpected = new float[WEEK];

    /** Clicks expected in that hour, counted from the epoch. */
    double expected(long hour) {
        return level() * daily(hour) * weekly(hour);
    }

    /**
     * Relative variance of an hour's rate around the expected one, its own uncertainty included.
     */
    double spread() {
        double spread =
                (SPREAD_PRIOR * SPREAD_PRIOR_WEIGHT + spreadSum)
                        / (SPREAD_PRIOR_WEIGHT + spreadWeight);
        return Math.max(SPREAD_LEAST, Math.min(SPREAD_MOST, spread)) + 1 / (clicks + 1);
    }

    int knownHours() {
        return knownHours;
    }

    void learn(long hour, long count) {
        double expected = expected(hour);
        double sigma = Math.sqrt(expected + expected * expected * spread());
        double counted = Math.min((double) count, expected + CUT_AT_SIGMAS * sigma + 2);
        if (knownHours < DAY) {
            counted = count; // Nothing is known yet to hold it against.
        } else {
            double off = counted - expected;
            spreadSum = (float) (spreadSum * LEVEL_KEPT + off * off - expected);
            spreadWeight = (float) (spreadWeight * LEVEL_KEPT + expected * expected);
        }
        double level = level();
        double daily = daily(hour);
        int ofDay = Math.floorMod(hour, DAY);
        int ofWeek = Math.floorMod(hour, WEEK);
        double weekly = weekly(hour);
        if (knownHours >= DAY) {
            dayClicks[ofDay] = (float) (dayClicks[ofDay] * DAY_KEPT + counted);
            dayExpected[ofDay] = (float) (dayExpected[ofDay] * DAY_KEPT + level * weekly);
            weekClicks[ofWeek] = (float) (weekClicks[ofWeek] * WEEK_KEPT + counted);
            weekExpected[ofWeek] = (float) (weekExpected[ofWeek] * WEEK_KEPT + level * daily);
        }
        clicks = (float) (clicks * LEVEL_KEPT + counted);
        exposureHours = (float) (exposureHours * LEVEL_KEPT + daily * weekly);
        knownHours++;
    }

    /** Hours without a click, the last one excluded; forgotten where they cannot be chance. */
    void learnSilence(long from, long until) {
        double missing = 0;
        for (long hour = from; hour < until; hour++) {
            missing += expected(hour);
            if (missing > SILENT_CLICKS || hour - from > 2 * WEEK) {
                return;
            }
        }
        for (long hour = from; hour < until; hour++) {
            learn(hour, 0);
        }
    }

    private double level() {
        return (clicks + LEVEL_PRIOR) / (exposureHours + LEVEL_PRIOR);
    }

    private double daily(long hour) {
        int slot = Math.floorMod(hour, DAY);
        return (DAY_PRIOR_CLICKS + dayClicks[slot]) / (DAY_PRIOR_CLICKS + dayExpected[slot]);
    }

    private double weekly(long hour) {
        int slot = Math.floorMod(hour, WEEK);
        return (WEEK_PRIOR_CLICKS + weekClicks[slot]) / (WEEK_PRIOR_CLICKS + weekExpected[slot]);
    }
}
