package io.recount.analytics.stream;

import java.io.Serializable;
import java.time.Duration;

/**
 * The job's times.
 *
 * @param earlyResultEvery a changed window tells so at most this often
 * @param allowedLateness how long behind the watermark an event still counts
 * @param trackingSlack how long an impression or conversion may travel to Kafka without being late
 * @param tokenLife how long after an ad was served its impression may be told
 * @param idleAfter a partition that is silent for this long holds nobody back
 */
public record Timings(
        Duration earlyResultEvery,
        Duration allowedLateness,
        Duration trackingSlack,
        Duration tokenLife,
        Duration idleAfter)
        implements Serializable {

    /** A minute: the only window that is computed from raw events. */
    public static final long WINDOW_MS = 60_000;

    /**
     * Early results after 1 s leave four of the five seconds within which an event must be seen.
     *
     * <p>Lateness of 1 h: conversions carry the shop's own time and come in hourly uploads; ids and
     * totals of an hour are what has to be kept for it (some 16 B an event).
     *
     * <p>Slack of 1 s: heartbeats speak for the log only; an impression is in Kafka within
     * milliseconds of its time, and what takes longer is counted as late, not lost.
     *
     * <p>Tokens live 30 min, as command-api has them.
     *
     * <p>Idle after 30 s: longer than a broker's restart (12 s at worst) and a leader election, so
     * that an outage does not look like silence; short enough that a partition that gets no
     * heartbeats delays a minute's completion by half of it.
     */
    public static final Timings DEFAULT =
            new Timings(
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(30));

    /** Start of the window that an instant falls into. */
    public static long windowStart(long atMs) {
        return atMs - Math.floorMod(atMs, WINDOW_MS);
    }

    /**
     * Watermark from which on a window takes no event any more, by the same formula as Flink's
     * window operator.
     */
    long closedAt(long windowStartMs) {
        return windowStartMs + WINDOW_MS - 1 + allowedLateness.toMillis();
    }

    /** No window takes an event of that time any more. */
    boolean isClosed(long atMs, long watermarkMs) {
        return closedAt(windowStart(atMs)) <= watermarkMs;
    }

    /** Watermark from which on no event that was first known in that minute can count any more. */
    long forgottenAt(long minuteStartMs) {
        return closedAt(minuteStartMs) + tokenLife.toMillis();
    }
}
