package io.recount.command.serving.gate;

/**
 * Keeps callers from a part that does not answer: after some failures in a row nobody asks it for a
 * while, then one call tries whether it is back. Safe for threads; the time is an argument.
 */
public final class Breaker {
    private final int failuresMax;
    private final long pauseNanos;

    private int failures;
    private boolean open;
    private long tryAgainNanos;

    public Breaker(int failuresMax, long pauseNanos) {
        this.failuresMax = failuresMax;
        this.pauseNanos = pauseNanos;
    }

    /** Whether to call; who is let must say how it went. */
    public synchronized boolean lets(long nowNanos) {
        if (!open) {
            return true;
        }
        if (nowNanos - tryAgainNanos < 0) {
            return false;
        }
        tryAgainNanos = nowNanos + pauseNanos; // The others wait for how this one goes.
        return true;
    }

    public synchronized void succeeded() {
        failures = 0;
        open = false;
    }

    public synchronized void failed(long nowNanos) {
        failures++;
        if (failures >= failuresMax) {
            open = true;
            tryAgainNanos = nowNanos + pauseNanos;
        }
    }

    /** Whether nobody should ask now. */
    public synchronized boolean isOpen(long nowNanos) {
        return open && nowNanos - tryAgainNanos < 0;
    }
}
