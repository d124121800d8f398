package io.recount.analytics.anomaly;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds surges in the clicks of one ad or campaign, click by click, by two tests against its {@link
 * Baseline}: the tail of the minute's count, which sees what is steep, and cumulative sums, which
 * see what is flat but lasts.
 *
 * <p>A sum adds up the log-likelihood ratio of "so many times as many as can be expected at most"
 * over "as many as can be expected at most" and starts anew at zero. There is one for surges that
 * multiply clicks by a few, and one for those that multiply them by more, which it sees sooner. By
 * Wald's inequality a start reaches LIMIT by chance with a probability under e^-LIMIT, and few
 * minutes are a start. What is expected at most lies above what is expected by standard deviations
 * of the rate: hours differ, and a busy one is no surge. For ads with hardly a click the
 * alternative is some clicks a minute more, whatever that is a multiple of.
 *
 * <p>Nothing waits for a minute's end: the tail holds the minute so far against what the whole
 * minute may bring, and the sums expect of it what its seconds so far may bring.
 *
 * <p>A plain object with public fields, as Flink's serializer wants its state.
 */
public final class SurgeDetector {
    static final long MINUTE_MS = 60_000;

    /** Of the alternatives, what is expected at most times that. */
    private static final double[] RATIOS = {2.5, 6};

    /** Of the alternatives, what is expected at most and so many clicks a minute more. */
    private static final double[] LEAST_MORE_A_MINUTE = {0.5, 3};

    private static final double LIMIT = 14;
    private static final double TAIL = 1e-8;
    private static final int LEAST_CLICKS = 6;
    private static final double SIGMAS = 2.5;
    private static final int LEARNING_HOURS = 24;
    private static final int QUIET_MINUTES = 10;

    /** A surge that lasts a day is what the ad gets now: it is learned anew. */
    private static final int NEW_NORMAL_MINUTES = 24 * 60;

    public long hour = -1;
    public long hourCount;
    public boolean alarmInHour;
    public long minute = -1;
    public long minuteCount;

    /** The cumulative sums up to the minute that is open. */
    public double[] sums = new double[RATIOS.length];

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
        return isAlarmed() || isGrowing();
    }

    private boolean isGrowing() {
        for (double sum : sums) {
            if (sum > 0) {
                return true;
            }
        }
        return false;
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
        double most = most(atMs);
        boolean steep = minuteCount >= Math.max(critical, LEAST_CLICKS);
        boolean lasting = most > LIMIT && sumClicks + minuteCount >= LEAST_CLICKS;
        if (!steep && !lasting) {
            return null;
        }
        alarmSinceMinute = isGrowing() ? sumSinceMinute : minute;
        alarmInHour = true;
        lastHighMinute = minute;
        return new Found(alarmSinceMinute, expected, minuteCount, Math.max(0, most));
    }

    /** The highest sum, with the seconds of the minute so far. */
    private double most(long atMs) {
        double part = Math.min(1, Math.max(0, (double) (atMs - minute * MINUTE_MS) / MINUTE_MS));
        double most = 0;
        for (int i = 0; i < sums.length; i++) {
            most = Math.max(most, sums[i] + gain(i, minuteCount, part));
        }
        return most;
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
            clearSums();
        }
        if (hourOf(to) != hour) {
            closeHour(baseline, hourOf(to));
        }
        if (isAlarmed() && to - alarmSinceMinute > NEW_NORMAL_MINUTES) {
            alarmSinceMinute = -1;
            clearSums();
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
        boolean grew = isGrowing();
        grow(minuteCount, 1);
        if (!isGrowing()) {
            clearSums();
            return;
        }
        if (!grew) {
            sumSinceMinute = minute;
        }
        sumClicks += minuteCount;
    }

    /** Minutes without a click. */
    private void skip(long some) {
        if (isGrowing() && some > 0) {
            grow(0, (double) some);
            if (!isGrowing()) {
                clearSums();
            }
        }
    }

    private void grow(long count, double ofMinutes) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.max(0, sums[i] + gain(i, count, ofMinutes));
        }
    }

    private void clearSums() {
        Arrays.fill(sums, 0);
        sumClicks = 0;
    }

    private double gain(int alternative, long count, double ofMinutes) {
        double ratio = Math.max(RATIOS[alternative], 1 + LEAST_MORE_A_MINUTE[alternative] / atMost);
        return count * Math.log(ratio) - ofMinutes * atMost * (ratio - 1);
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
