package io.recount.projections.replay;

import io.recount.projections.replay.Replays.Replay;
import io.recount.projections.stream.Follower;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a projection is.
 *
 * @param position the log's position up to which it has come; during a replay, the replay
 * @param head the log's last position
 * @param lag events between the two
 * @param lagSeconds age of the first event that it has not handled yet; 0 when there is none
 * @param secondsLeft until a replay ends at the present pace; null when that cannot be said
 * @param replay the last one, running or finished; null when there was none
 */
record ProjectionStatus(
        String name,
        State status,
        long position,
        long head,
        long lag,
        double lagSeconds,
        double eventsPerSecond,
        @Nullable Long secondsLeft,
        @Nullable Replay replay) {
    enum State {
        /** A replay is under way. */
        RUNNING,
        /** It follows the log. */
        LIVE,
        /** It meets an error again and again. */
        FAILING,
        STOPPED
    }

    static ProjectionStatus unknown(String name) {
        return new ProjectionStatus(name, State.STOPPED, -1, 0, 0, 0, 0, null, null);
    }

    static ProjectionStatus of(
            Follower follower, Replays replays, double eventsPerSecond, long head, Instant now) {
        long position = replays.position(follower.name());
        Replay replay = replays.last(follower.name()).orElse(null);
        Replay running = replay == null || replay.finishedAt() != null ? null : replay;
        double lagSeconds =
                position >= head
                        ? 0
                        : replays.nextAfter(position)
                                .map(next -> Duration.between(next, now).toMillis() / 1000.0)
                                .orElse(0.0);
        return new ProjectionStatus(
                follower.name(),
                state(follower, running != null),
                position,
                head,
                Math.max(0, head - Math.max(0, position)),
                Math.max(0, lagSeconds),
                Math.round(eventsPerSecond * 10) / 10.0,
                running == null
                        ? null
                        : secondsLeft(running.targetPosition() - position, eventsPerSecond),
                replay);
    }

    private static State state(Follower follower, boolean replaying) {
        if (!follower.isRunning()) {
            return State.STOPPED;
        }
        if (replaying) {
            return State.RUNNING;
        }
        return follower.isHealthy() ? State.LIVE : State.FAILING;
    }

    private static @Nullable Long secondsLeft(long events, double eventsPerSecond) {
        if (events <= 0) {
            return 0L;
        }
        return eventsPerSecond > 0 ? (long) Math.ceil(events / eventsPerSecond) : null;
    }
}
