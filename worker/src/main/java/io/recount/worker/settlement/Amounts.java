package io.recount.worker.settlement;

import io.recount.money.Micros;
import java.util.Currency;
import java.util.List;

/**
 * A day's six amounts, in micros or in minor units: opening + deposited - refunded - charged +
 * credited = closing.
 */
record Amounts(
        long opening, long deposited, long refunded, long charged, long credited, long closing) {
    Amounts {
        long moved = deposited - refunded - charged + credited;
        if (closing - opening != moved) {
            throw new IllegalArgumentException(
                    "From %d to %d, but %d moved".formatted(opening, closing, moved));
        }
    }

    /** How many decimals amounts of the currency have; micros have six. */
    static int digits(String currency) {
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return digits < 0 ? 0 : Math.min(digits, 6);
    }

    /** Micros of one minor unit. */
    static long unit(int digits) {
        long unit = Micros.PER_UNIT;
        for (int i = 0; i < digits; i++) {
            unit /= 10;
        }
        return unit;
    }

    /**
     * In whole units. Balances are rounded down, so one day's closing is the next day's opening;
     * what moved is rounded so that it still explains the difference.
     */
    Amounts rounded(long unit) {
        long from = Math.floorDiv(opening, unit);
        long to = Math.floorDiv(closing, unit);
        long[] moved =
                LargestRemainder.round(
                        to - from, new long[] {deposited, -refunded, -charged, credited}, unit);
        return new Amounts(from, moved[0], -moved[1], -moved[2], moved[3], to);
    }

    /** Parts of an amount that was rounded: they add up to it. */
    static long[] share(long rounded, List<Long> parts, long unit) {
        return LargestRemainder.round(
                rounded, parts.stream().mapToLong(Long::longValue).toArray(), unit);
    }
}
