package io.recount.command.groupcommit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Trying again for a while, with growing pauses. */
final class Patience {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration PAUSE_MAX = Duration.ofMillis(200);

    private final long endNanos;
    private long pauseNanos = FIRST_PAUSE.toNanos();

    Patience(Duration time) {
        endNanos = System.nanoTime() + time.toNanos();
    }

    /** Waits a little; false when the time is over. */
    boolean again() {
        if (System.nanoTime() - endNanos >= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, PAUSE_MAX.toNanos());
        return true;
    }
}
