package io.recount.ops.traffic;

/** Lets a growing share of evenly spaced moments through: none at first, in the end all. */
final class Ramp {
    private final long lengthMs;
    private double due;

    Ramp(long lengthMs) {
        this.lengthMs = lengthMs;
    }

    /** Whether something happens at this moment, that long after the beginning. */
    boolean lets(long elapsedMs) {
        due += elapsedMs >= lengthMs ? 1 : (double) elapsedMs / lengthMs;
        if (due < 1) {
            return false;
        }
        due--;
        return true;
    }
}
