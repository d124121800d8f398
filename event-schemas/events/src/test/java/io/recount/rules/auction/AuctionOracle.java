package io.recount.rules.auction;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The auction once more, from its description alone: all bids looked at for each slot, sums in
 * decimals of any length. It shares the hash of ties with the auction and nothing else.
 */
final class AuctionOracle {
    private static final BigDecimal ONE_E4 = BigDecimal.valueOf(10_000);

    private AuctionOracle() {}

    /** Winner and price of each slot, as text. */
    static List<String> winners(List<Offer> bids, AuctionTerms terms) {
        List<Offer> order = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        List<Offer> left = new ArrayList<>(bids);
        left.removeIf(bid -> ceiling(bid) < terms.floorMicros());
        while (!left.isEmpty()) {
            Offer best = left.get(0);
            for (Offer bid : left) {
                if (before(bid, best, terms.requestId())) {
                    best = bid;
                }
            }
            left.remove(best);
            if (!terms.onePerAdvertiser() || taken.add(best.advertiserId())) {
                order.add(best);
            }
        }
        List<String> winners = new ArrayList<>();
        for (int i = 0; i < Math.min(terms.slots(), order.size()); i++) {
            long price =
                    i + 1 < order.size()
                            ? price(order.get(i), order.get(i + 1), terms)
                            : terms.floorMicros();
            winners.add(order.get(i).campaignId() + "@" + price);
        }
        return winners;
    }

    private static long price(Offer winner, Offer next, AuctionTerms terms) {
        BigDecimal worth =
                score(next)
                        .divide(
                                new BigDecimal(winner.qualityE4())
                                        .multiply(new BigDecimal(winner.armE4())),
                                0,
                                RoundingMode.CEILING);
        long price = worth.longValueExact() + terms.incrementMicros();
        return Math.max(Math.min(price, ceiling(winner)), terms.floorMicros());
    }

    private static boolean before(Offer a, Offer b, String requestId) {
        int byScore = score(b).compareTo(score(a));
        if (byScore != 0) {
            return byScore < 0;
        }
        int byHash = hash(requestId, a.adId()).compareTo(hash(requestId, b.adId()));
        return byHash != 0 ? byHash < 0 : a.adId().compareTo(b.adId()) < 0;
    }

    private static BigInteger hash(String requestId, String adId) {
        return new BigInteger(Long.toUnsignedString(StableHash.of(requestId, adId)));
    }

    private static BigDecimal score(Offer bid) {
        return new BigDecimal(bid.bidMicros())
                .multiply(new BigDecimal(bid.qualityE4()))
                .multiply(new BigDecimal(bid.armE4()));
    }

    private static long ceiling(Offer bid) {
        BigDecimal armed =
                new BigDecimal(bid.bidMicros())
                        .multiply(new BigDecimal(bid.armE4()))
                        .divide(ONE_E4, 0, RoundingMode.FLOOR);
        return armed.min(new BigDecimal(bid.bidMicros())).longValueExact();
    }
}
