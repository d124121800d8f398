package io.recount.rules.auction;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * A random auction: small numbers, where scores tie and prices meet floors and ceilings, and
 * numbers up to the limits, where scores need more than 64 bits.
 */
record Auctions(List<Offer> bids, AuctionTerms terms) {
    static Arbitrary<Auctions> any() {
        return Arbitraries.of(true, false).flatMap(Auctions::any);
    }

    private static Arbitrary<Auctions> any(boolean small) {
        long unit = small ? 1 : 1_000_000;
        Arbitrary<Long> amounts =
                small
                        ? Arbitraries.longs().between(1, 40)
                        : Arbitraries.longs().between(1, 9_000_000_000_000_000L);
        Arbitrary<Long> qualities =
                small
                        ? Arbitraries.of(1L, 2L, 3L, 50_000L)
                        : Arbitraries.longs().between(1, 100_000);
        Arbitrary<Long> arms = Arbitraries.of(1_000L, 8_000L, 10_000L, 12_345L, 10_000_000L);
        Arbitrary<Offer> bids =
                Combinators.combine(Arbitraries.integers().between(1, 12), amounts, qualities, arms)
                        .as(
                                (advertiser, bid, quality, arm) ->
                                        new Offer("v" + advertiser, "", "", bid, quality, arm));
        return Combinators.combine(
                        bids.list().ofMaxSize(40),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.longs().between(1, 30 * unit),
                        Arbitraries.longs().between(1, 3 * unit),
                        Arbitraries.of(true, false),
                        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(3))
                .as(
                        (list, slots, floor, step, one, request) ->
                                new Auctions(
                                        named(list),
                                        new AuctionTerms(request, slots, floor, step, one)));
    }

    private static List<Offer> named(List<Offer> bids) {
        List<Offer> named = new ArrayList<>();
        for (Offer bid : bids) {
            int n = named.size();
            named.add(
                    new Offer(
                            bid.advertiserId(),
                            "c" + n,
                            "ad" + n,
                            bid.bidMicros(),
                            bid.qualityE4(),
                            bid.armE4()));
        }
        return named;
    }

    List<Win<Offer>> run() {
        return Auction.run(bids, terms, ranked -> ranked);
    }
}
