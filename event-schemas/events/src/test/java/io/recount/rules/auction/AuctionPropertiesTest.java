package io.recount.rules.auction;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.CandidateOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class AuctionPropertiesTest {
    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void hasTheWinnersAndThePricesOfTheOracle(@ForAll("auctions") Auctions auction) {
        assertThat(text(auction.run()))
                .isEqualTo(AuctionOracle.winners(auction.bids(), auction.terms()));
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void asksNobodyForMoreThanItsBidOrLessThanTheFloor(@ForAll("auctions") Auctions auction) {
        assertThat(auction.run())
                .allSatisfy(
                        win -> {
                            Offer bid = win.bid();
                            assertThat(win.priceMicros())
                                    .isBetween(
                                            auction.terms().floorMicros(),
                                            Auction.ceilingMicros(bid));
                            assertThat(Auction.ceilingMicros(bid))
                                    .isLessThanOrEqualTo(bid.bidMicros());
                        });
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void neverTakesASlotFromOneThatRaisesItsBid(
            @ForAll("auctions") Auctions auction,
            @ForAll @LongRange(min = 1, max = 1_000_000) long more) {
        List<Win<Offer>> before = auction.run();
        for (Win<Offer> win : before) {
            // when
            Offer bid = win.bid();
            List<Offer> bids = new ArrayList<>(auction.bids());
            bids.replaceAll(b -> b.equals(bid) ? raised(bid, more) : b);
            List<Win<Offer>> after = new Auctions(bids, auction.terms()).run();

            // then
            assertThat(after)
                    .anySatisfy(
                            won -> {
                                assertThat(won.bid().campaignId()).isEqualTo(bid.campaignId());
                                assertThat(won.slot()).isLessThanOrEqualTo(win.slot());
                            });
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void answersTheSameInWhateverOrderBidsCome(
            @ForAll("auctions") Auctions auction, @ForAll long seed) {
        // given
        List<Offer> shuffled = new ArrayList<>(auction.bids());
        Collections.shuffle(shuffled, new Random(seed));

        // then
        assertThat(new Auctions(shuffled, auction.terms()).run()).isEqualTo(auction.run());
    }

    /** The gates are asked lazily; the answer is that of asking them about everyone first. */
    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void refusesAsIfAllHadBeenAskedBefore(@ForAll("auctions") Auctions auction, @ForAll int salt) {
        // given
        List<Offer> open = admitted(auction.bids(), salt);

        // when
        List<Win<Offer>> wins =
                Auction.run(auction.bids(), auction.terms(), ranked -> admitted(ranked, salt));

        // then
        assertThat(wins).isEqualTo(new Auctions(open, auction.terms()).run());
    }

    private static List<Offer> admitted(List<Offer> bids, int salt) {
        return bids.stream().filter(bid -> Objects.hash(bid.campaignId(), salt) % 3 != 0).toList();
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void tellsTheFateOfEveryBidOnce(@ForAll("auctions") Auctions auction) {
        // when
        List<Fate<Offer>> fates = Auction.fates(auction.bids(), auction.terms());

        // then
        assertThat(fates).extracting(Fate::bid).containsExactlyInAnyOrderElementsOf(auction.bids());
        assertThat(fates.stream().filter(f -> f.win() != null).map(Fate::win).toList())
                .isEqualTo(auction.run());
        assertThat(fates)
                .allSatisfy(
                        fate ->
                                assertThat(fate.outcome() == CandidateOutcome.WON)
                                        .isEqualTo(fate.win() != null));
        assertThat(fates)
                .filteredOn(fate -> fate.outcome() == CandidateOutcome.UNDER_FLOOR)
                .allMatch(
                        fate -> Auction.ceilingMicros(fate.bid()) < auction.terms().floorMicros());
        assertThat(fates)
                .filteredOn(fate -> fate.outcome() == CandidateOutcome.SAME_ADVERTISER)
                .allMatch(
                        fate ->
                                Objects.requireNonNull(fate.other())
                                        .advertiserId()
                                        .equals(fate.bid().advertiserId()));
    }

    private static Offer raised(Offer bid, long more) {
        return new Offer(
                bid.advertiserId(),
                bid.campaignId(),
                bid.adId(),
                bid.bidMicros() + more,
                bid.qualityE4(),
                bid.armE4());
    }

    private static List<String> text(List<Win<Offer>> wins) {
        return wins.stream()
                .map(win -> win.bid().campaignId() + "@" + win.priceMicros())
                .collect(Collectors.toList());
    }

    @Provide
    Arbitrary<Auctions> auctions() {
        return Auctions.any();
    }
}
