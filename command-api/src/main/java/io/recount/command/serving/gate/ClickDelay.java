package io.recount.command.serving.gate;

import org.springframework.stereotype.Component;

/**
 * How long after an ad was served its click comes, as a mean over what was seen: a prior that soon
 * weighs little, and old clicks that fade as new ones come.
 */
@Component
public class ClickDelay {
    private static final double PRIOR_MS = 15_000;
    private static final double PRIOR_CLICKS = 20;

    /** About this many clicks are remembered. */
    private static final double CLICKS_MAX = 2_000;

    /** Under it the in-flight estimate would forget what was served before a click can come. */
    private static final double LEAST_MS = 1_000;

    /** A tab that was left open says nothing about the others. */
    private static final double MOST_MS = 600_000;

    private double sumMs = PRIOR_MS * PRIOR_CLICKS;
    private double clicks = PRIOR_CLICKS;
    private volatile double meanMs = PRIOR_MS;

    public double meanMs() {
        return meanMs;
    }

    synchronized void saw(long delayMs) {
        if (clicks >= CLICKS_MAX) {
            sumMs /= 2;
            clicks /= 2;
        }
        sumMs += Math.min(Math.max(0, delayMs), MOST_MS);
        clicks++;
        meanMs = Math.max(LEAST_MS, sumMs / clicks);
    }
}
