package io.recount.ops.traffic;

/** How many ad requests a second, and how many may be in flight before some are left out. */
enum Rate {
    CALM(5, 20),
    RUSH(200, 200);

    private final int perSecond;
    private final int inFlight;

    Rate(int perSecond, int inFlight) {
        this.perSecond = perSecond;
        this.inFlight = inFlight;
    }

    int perSecond() {
        return perSecond;
    }

    int inFlight() {
        return inFlight;
    }
}
