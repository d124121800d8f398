package io.recount.rules.auction;

import io.recount.money.Micros;
import java.util.Currency;

/** By how much a winner pays more than the next one's score is worth: one billable step. */
public final class Increments {
    /** Korean ad prices are billed in steps of ten won. */
    private static final long KRW_STEP_MICROS = 10 * Micros.PER_UNIT;

    private Increments() {}

    /**
     * The step of a currency.
     *
     * @throws IllegalArgumentException a currency without a minor unit, such as gold
     */
    public static long micros(Currency currency) {
        if (currency.getCurrencyCode().equals("KRW")) {
            return KRW_STEP_MICROS;
        }
        int digits = currency.getDefaultFractionDigits();
        if (digits < 0) {
            throw new IllegalArgumentException(currency + " has no minor unit");
        }
        long micros = Micros.PER_UNIT;
        for (int digit = 0; digit < digits; digit++) {
            micros /= 10;
        }
        return Math.max(1, micros);
    }
}
