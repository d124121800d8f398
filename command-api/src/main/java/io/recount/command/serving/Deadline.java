package io.recount.command.serving;

import java.time.Duration;

/** Until when an answer is worth something. Monotonic: no clock of the wall is asked. */
public final class Deadline {
    private final long atNanos;

    private Deadline(long atNanos) {
        this.atNanos = atNanos;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean passed() {
        return System.nanoTime() - atNanos >= 0;
    }
}
