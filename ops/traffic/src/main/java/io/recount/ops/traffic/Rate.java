package io.recount.ops.traffic;

/**
 * How many ad requests a second, how many may be in flight before some are left out, and how long
 * it takes to come to that: services that have just started are slow at first.
 */
enum Rate {
    CALM(5, 20, 0),
    RUSH(200, 200, 20_000),
    /** As calm, and {@link Attackers} beside it. */
    ATTACK(5, 20, 0);

    private final int perSecond;
    private final int inFlight;
    private final long rampMs;

    Rate(int perSecond, int inFlight, long rampMs) {
        this.perSecond = perSecond;
        this.inFlight = inFlight;
        this.rampMs = rampMs;
    }

    int perSecond() {
        return perSecond;
    }

    int inFlight() {
        return inFlight;
    }

    Ramp ramp() {
        return new Ramp(rampMs);
    }
}
