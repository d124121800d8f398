package io.recount.analytics.anomaly;

import org.jspecify.annotations.Nullable;

/**
 * Finds surges in the clicks of one ad or campaign, click by click, by two tests against its {@link
 * Baseline}: the tail of the minute's count, which sees what is steep, and a cumulative sum, which
 * sees what is flat but lasts.
 *
 * <p>The sum adds up the log-likelihood ratio of "RATIO times as many as can be expected at most"
 * over "as many as can be expected at most" and starts anew at zero. By Wald's inequality a start
 * reaches LIMIT by chance with a probability under e^-LIMIT, so that 1,000 ads with a start each
 * minute raise about one false alarm a day. What is expected at most lies two standard deviations
 * of the rate above what is expected: hours differ, and a busy one is no surge. For ads with hardly
 * a click the alternative is half a click a minute more.
 *
 * <p>Both tests hold the minute so far against what the whole minute may bring, so a steep surge is
 * found within seconds and nothing waits for a minute's end.
 *
 * <p>A plain object with public fields, as Flink's serializer wants its state.
 */
public final class SurgeDetector {
    static final long MINUTE_MS = 60_000;
    private static final double RATIO = 2.5;
    private static final double LEAST_MORE_A_MINUTE = 0.5;
    private static final double LIMIT = 14;
    private static final double TAIL = 1e-8;
    private static final int LEAST_CLICKS = 8;
    private static final double SIGMAS = 2;
    private static final int LEARNING_HOURS = 24;
    private static final int QUIET_MINUTES = 10;

    /** A surge that lasts a day is what the ad gets now: it is learned anew. */
    private static final int NEW_NORMAL_MINUTES = 24 * 60;

    public long hour = -1;
    public long hourCount;
    public boolean alarmInHour;
    public long minute = -1;
    public long minuteCount;

    /** The cumulative sum up to the minute that is open. */
    public double sum;

    public long sumSinceMinute;
    public long sumClicks;

    /** First minute of the alarm, -1 where there is none. */
    public long alarmSinceMinute = -1;

    public long lastHighMinute;

    /** Of the open hour, per minute. */
    public double expected;

    public double atMost;
    public long critical = Long.MAX_VALUE;

    /** What was found, at the moment of the click that made it certain. */
    record Found(long sinceMinute, double expectedPerMinute, long inMinute, double sum) {}

    boolean isAlarmed() {
        return alarmSinceMinute >= 0;
    }

    /** Whether what comes now may belong to a surge. */
    boolean isSuspicious() {
        return isAlarmed() || sum > 0;
    }

    /** A click; those that are behind the open minute count for it. */
    @Nullable Found click(Baseline baseline, long atMs) {
        advance(baseline, Math.floorDiv(atMs, MINUTE_MS));
        minuteCount++;
        hourCount++;
        if (isAlarmed()) {
            if (isHigh()) {
                lastHighMinute = minute;
            }
            return null;
        }
        if (baseline.knownHours() < LEARNING_HOURS) {
            return null;
        }
        double now = sum + gain(minuteCount);
        boolean steep = minuteCount >= Math.max(critical, LEAST_CLICKS);
        boolean lasting = now > LIMIT && sumClicks + minuteCount >= LEAST_CLICKS;
        if (!steep && !lasting) {
            return null;
        }
        alarmSinceMinute = sum > 0 ? sumSinceMinute : minute;
        alarmInHour = true;
        lastHighMinute = minute;
        return new Found(alarmSinceMinute, expected, minuteCount, Math.max(0, now));
    }

    /** To the minute of the watermark; true where an alarm ended with it. */
    boolean passTo(Baseline baseline, long atMs) {
        boolean was = isAlarmed();
        advance(baseline, Math.floorDiv(atMs, MINUTE_MS));
        return was && !isAlarmed();
    }

    private void advance(Baseline baseline, long to) {
        if (minute < 0) {
            minute = to;
            openHour(baseline, hourOf(to));
            return;
        }
        if (to <= minute) {
            return;
        }
        closeMinute();
        skip(to - minute - 1);
        minute = to;
        minuteCount = 0;
        if (isAlarmed() && to - lastHighMinute > QUIET_MINUTES) {
            alarmSinceMinute = -1;
            clearSum();
        }
        if (hourOf(to) != hour) {
            closeHour(baseline, hourOf(to));
        }
        if (isAlarmed() && to - alarmSinceMinute > NEW_NORMAL_MINUTES) {
            alarmSinceMinute = -1;
            clearSum();
            alarmInHour = false;
            baseline.knownHours = 0;
            baseline.clicks = 0;
            baseline.exposureHours = 0;
        }
    }

    private void closeMinute() {
        if (isAlarmed()) {
            return;
        }
        double next = sum + gain(minuteCount);
        if (next <= 0) {
            clearSum();
            return;
        }
        if (sum <= 0) {
            sumSinceMinute = minute;
        }
        sum = next;
        sumClicks += minuteCount;
    }

    /** Minutes without a click. */
    private void skip(long minutes) {
        if (sum > 0 && minutes > 0) {
            sum += minutes * gain(0);
            if (sum <= 0) {
                clearSum();
            }
        }
    }

    private void clearSum() {
        sum = 0;
        sumClicks = 0;
    }

    private double gain(long count) {
        double ratio = Math.max(RATIO, 1 + LEAST_MORE_A_MINUTE / atMost);
        return count * Math.log(ratio) - atMost * (ratio - 1);
    }

    private boolean isHigh() {
        return minuteCount > Math.max(3, 2 * atMost);
    }

    private void closeHour(Baseline baseline, long next) {
        if (!alarmInHour) {
            baseline.learn(hour, hourCount);
        }
        baseline.learnSilence(hour + 1, next);
        openHour(baseline, next);
    }

    private void openHour(Baseline baseline, long next) {
        hour = next;
        hourCount = 0;
        alarmInHour = isAlarmed();
        double spread = baseline.spread();
        expected = Math.max(1e-6, baseline.expected(next) / 60);
        atMost = expected * (1 + SIGMAS * Math.sqrt(spread));
        critical = CountTail.critical(expected, spread, TAIL);
    }

    private static long hourOf(long minute) {
        return Math.floorDiv(minute, 60);
    }
}
