package io.recount.command.openrtb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Prices of a thousand impressions. A click at price p with predicted rate r is worth r·p an
 * impression. Rates are whole millionths, prices whole micros; rounding is never to our cost: what
 * is bid is rounded down, what a click must cost for a floor is rounded up.
 */
final class CpmPrice {
    private static final int MICRO_DIGITS = 6;

    /** Micros times millionths, of a thousand impressions: 1,000 / 1,000,000. */
    private static final BigInteger DIVISOR = BigInteger.valueOf(1_000);

    private CpmPrice() {}

    /** What a thousand impressions are worth, in micros. */
    static long ofClick(long clickPriceMicros, long rateE6) {
        return product(clickPriceMicros, rateE6).divide(DIVISOR).longValueExact();
    }

    /** The least that a click must cost so that a thousand impressions are worth that much. */
    static long clickFor(long cpmMicros, long rateE6) {
        BigInteger needed = BigInteger.valueOf(cpmMicros).multiply(DIVISOR);
        BigInteger rate = BigInteger.valueOf(rateE6);
        BigInteger click = needed.add(rate).subtract(BigInteger.ONE).divide(rate);
        return click.bitLength() < Long.SIZE ? click.longValue() : Long.MAX_VALUE;
    }

    /** A floor as an exchange writes it, rounded up to micros. */
    static long micros(BigDecimal amount) {
        return amount.setScale(MICRO_DIGITS, RoundingMode.CEILING)
                .movePointRight(MICRO_DIGITS)
                .longValueExact();
    }

    static boolean isNone(@Nullable BigDecimal floor) {
        return floor == null || floor.signum() == 0;
    }

    static BigDecimal decimal(long micros) {
        return BigDecimal.valueOf(micros, MICRO_DIGITS);
    }

    private static BigInteger product(long a, long b) {
        return BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
    }
}
