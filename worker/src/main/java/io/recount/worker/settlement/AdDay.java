package io.recount.worker.settlement;

/** Charges and credits of something on one day. */
record AdDay(long clicks, long chargedMicros, long creditedClicks, long creditedMicros) {
    static final AdDay NOTHING = new AdDay(0, 0, 0, 0);

    static AdDay charge(long micros) {
        return new AdDay(1, micros, 0, 0);
    }

    static AdDay credit(long micros) {
        return new AdDay(0, 0, 1, micros);
    }

    AdDay plus(AdDay other) {
        return new AdDay(
                clicks + other.clicks,
                Math.addExact(chargedMicros, other.chargedMicros),
                creditedClicks + other.creditedClicks,
                Math.addExact(creditedMicros, other.creditedMicros));
    }
}
