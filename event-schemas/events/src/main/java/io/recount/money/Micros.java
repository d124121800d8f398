package io.recount.money;

/** Limits and arithmetic of amounts in micros: 1,000,000 micros are one unit of the currency. */
public final class Micros {
    /** Micros of one unit of the currency, whatever its minor unit is. */
    public static final long PER_UNIT = 1_000_000;

    /**
     * The largest amount and the largest balance: 9·10¹⁵. A JSON number is exact up to 2⁵³ (about
     * 9.007·10¹⁵) in every reader, and the sum of any thousand amounts still fits a {@code long}.
     */
    public static final long MAX = 9_000_000_000_000_000L;

    private Micros() {}

    /**
     * Whether this can be paid, charged or set as a limit: above zero, and not over the maximum.
     */
    public static boolean isAmount(long micros) {
        return micros > 0 && micros <= MAX;
    }

    /** Whether a balance or a sum may stand at this: zero or more, and not over the maximum. */
    public static boolean isBalance(long micros) {
        return micros >= 0 && micros <= MAX;
    }
}
