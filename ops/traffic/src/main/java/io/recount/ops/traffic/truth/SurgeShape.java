package io.recount.ops.traffic.truth;

/** How a surge's extra clicks are spread over its time. */
public enum SurgeShape {
    /** All of it at once, to the end. */
    STEP,
    /** Growing over the first third. */
    RAMP,
    /** Twice as much in the first tenth, and little after. */
    SPIKE,
    /** Two minutes on, two minutes off. */
    PULSES,
    /** Up and down again as half a sine. */
    HUMP;

    /**
     * Share of the full height.
     *
     * @param part of the surge's length that is over
     */
    double at(double part, long minute) {
        return switch (this) {
            case STEP -> 1;
            case RAMP -> Math.min(1, 3 * part + 0.1);
            case SPIKE -> part < 0.1 ? 2 : 0.3;
            case PULSES -> minute % 4 < 2 ? 1 : 0;
            case HUMP -> Math.sin(Math.PI * Math.max(part, 0.05));
        };
    }
}
