package io.recount.worker.outbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Pauses that double up to a limit, each shortened at random by up to half. */
record BackOff(Duration first, Duration longest) {
    private static final int DOUBLINGS_MAX = 20;

    /** The pause after so many failures, from 1. */
    Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, DOUBLINGS_MAX);
        long ms = Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(ms / 2, ms + 1));
    }
}
