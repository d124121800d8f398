package io.recount.rules.auction;

import java.math.BigInteger;
import java.util.Comparator;

/**
 * A bid's score, bid × quality × arm, exact: up to 9·10¹⁵ × 10⁵ × 10⁷, so a {@code long} is not
 * enough and 128 bits are. It is never stored: two multiplications are cheaper than an object.
 */
final class Score {
    private static final long ONE_E4 = 10_000;

    private Score() {}

    /** Highest score first. */
    static Comparator<Bid> highestFirst(String requestId) {
        TieBreak ties = new TieBreak(requestId);
        return (a, b) -> {
            int byScore = compare(b, a);
            return byScore != 0 ? byScore : ties.compare(a.adId(), b.adId());
        };
    }

    static int compare(Bid a, Bid b) {
        long weightA = weight(a);
        long weightB = weight(b);
        int high =
                Long.compare(
                        Math.multiplyHigh(a.bidMicros(), weightA),
                        Math.multiplyHigh(b.bidMicros(), weightB));
        return high != 0
                ? high
                : Long.compareUnsigned(a.bidMicros() * weightA, b.bidMicros() * weightB);
    }

    /**
     * The least that a bid with the winner's weight has to be for the other's score; rounded up.
     */
    static long worthMicros(Bid other, Bid winner) {
        long bid = other.bidMicros();
        long weight = weight(other);
        long divisor = weight(winner);
        long product = bid * weight;
        if (Math.multiplyHigh(bid, weight) == 0 && product >= 0) {
            long quotient = product / divisor;
            return product % divisor == 0 ? quotient : quotient + 1;
        }
        BigInteger[] parts =
                BigInteger.valueOf(bid)
                        .multiply(BigInteger.valueOf(weight))
                        .divideAndRemainder(BigInteger.valueOf(divisor));
        return parts[0].longValueExact() + parts[1].signum();
    }

    /** Bid × arm, never above the bid; rounded down. */
    static long ceilingMicros(Bid bid) {
        long micros = bid.bidMicros();
        long arm = bid.armE4();
        return arm >= ONE_E4 ? micros : micros / ONE_E4 * arm + micros % ONE_E4 * arm / ONE_E4;
    }

    static BigInteger exact(Bid bid) {
        return BigInteger.valueOf(bid.bidMicros()).multiply(BigInteger.valueOf(weight(bid)));
    }

    private static long weight(Bid bid) {
        return Math.multiplyExact(bid.qualityE4(), bid.armE4());
    }
}
