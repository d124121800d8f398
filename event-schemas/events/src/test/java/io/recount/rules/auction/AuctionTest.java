package io.recount.rules.auction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.recount.event.CandidateOutcome;
import io.recount.money.Micros;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuctionTest {
    private static final long WON = 1_000_000;
    private static final AuctionTerms TERMS = terms(1);

    @Test
    void asksWhatTheNextOnesScoreIsWorthAndOneStepMore() {
        // given: the second would need 200 × 4 ÷ 5 = 160 won with the winner's quality
        List<Offer> bids = List.of(bid("a", 300, 50_000), bid("b", 200, 40_000));

        // when
        List<Win<Offer>> wins = run(bids, TERMS);

        // then
        assertThat(wins)
                .extracting(win -> win.bid().campaignId(), Win::priceMicros)
                .containsExactly(tuple("a-1", 170 * WON));
    }

    @Test
    void letsQualityBeatABid() {
        List<Offer> bids = List.of(bid("a", 300, 30_000), bid("b", 200, 50_000));

        assertThat(run(bids, TERMS))
                .extracting(win -> win.bid().campaignId(), Win::priceMicros)
                .containsExactly(tuple("b-1", 190 * WON));
    }

    @Test
    void asksTheFloorWithNobodyBehind() {
        assertThat(run(List.of(bid("a", 300, 50_000)), TERMS))
                .extracting(Win::priceMicros)
                .containsExactly(70 * WON);
    }

    @Test
    void asksNoMoreThanTheBidOnATie() {
        List<Offer> bids = List.of(bid("a", 300, 50_000), bid("b", 300, 50_000));

        assertThat(run(bids, TERMS)).extracting(Win::priceMicros).containsExactly(300 * WON);
    }

    @Test
    void roundsWhatAScoreIsWorthUp() {
        // given: 100 × 3 ÷ 7 = 42.857… won; the increment makes 52.857143 of it
        AuctionTerms terms = new AuctionTerms("r", 1, WON, 10 * WON, true);
        List<Offer> bids = List.of(bid("a", 300, 70_000), bid("b", 100, 30_000));

        assertThat(run(bids, terms)).extracting(Win::priceMicros).containsExactly(52_857_143L);
    }

    @Test
    void lowersWhatAnArmMayPayAndPutsItOutUnderTheFloor() {
        // given
        Offer half = new Offer("a", "a-1", "a-ad", 300 * WON, 50_000, 5_000);
        Offer tenth = new Offer("b", "b-1", "b-ad", 300 * WON, 50_000, 1_000);
        Offer whole = bid("c", 149, 50_000);

        // then
        assertThat(Auction.ceilingMicros(half)).isEqualTo(150 * WON);
        assertThat(run(List.of(half, tenth, whole), TERMS))
                .extracting(win -> win.bid().campaignId(), Win::priceMicros)
                .containsExactly(tuple("a-1", 150 * WON));
        assertThat(Auction.fates(List.of(tenth), TERMS))
                .extracting(Fate::outcome)
                .containsExactly(CandidateOutcome.UNDER_FLOOR);
    }

    @Test
    void changesNoPriceByAnArmThatAllShare() {
        List<Offer> plain = List.of(bid("a", 300, 50_000), bid("b", 200, 40_000));
        List<Offer> armed =
                plain.stream()
                        .map(
                                b ->
                                        new Offer(
                                                b.advertiserId(),
                                                b.campaignId(),
                                                b.adId(),
                                                b.bidMicros(),
                                                b.qualityE4(),
                                                15_000))
                        .toList();

        assertThat(run(armed, TERMS).get(0).priceMicros())
                .isEqualTo(run(plain, TERMS).get(0).priceMicros());
    }

    @Test
    void takesAnAdvertisersBetterCampaignAndLetsItsOtherSetNoPrice() {
        // given
        List<Offer> bids =
                List.of(
                        new Offer("a", "a-1", "a-ad1", 300 * WON, 50_000, 10_000),
                        new Offer("a", "a-2", "a-ad2", 290 * WON, 50_000, 10_000),
                        bid("b", 100, 50_000));

        // then
        assertThat(run(bids, terms(2)))
                .extracting(win -> win.bid().campaignId(), Win::priceMicros)
                .containsExactly(tuple("a-1", 110 * WON), tuple("b-1", 70 * WON));
        assertThat(run(bids, new AuctionTerms("r", 2, 70 * WON, 10 * WON, false)))
                .extracting(win -> win.bid().campaignId(), Win::priceMicros)
                .containsExactly(tuple("a-1", 300 * WON), tuple("a-2", 110 * WON));
        assertThat(Auction.fates(bids, terms(1)))
                .extracting(fate -> fate.bid().campaignId(), Fate::outcome)
                .containsExactly(
                        tuple("a-1", CandidateOutcome.WON),
                        tuple("a-2", CandidateOutcome.SAME_ADVERTISER),
                        tuple("b-1", CandidateOutcome.LOST));
    }

    @Test
    void tellsScoresApartAtTheLimits() {
        // given: they differ by one micro in scores of 93 bits
        Offer most = new Offer("a", "a-1", "a-ad", Micros.MAX, 100_000, 10_000_000);
        Offer less = new Offer("b", "b-1", "b-ad", Micros.MAX - 1, 100_000, 10_000_000);
        AuctionTerms terms = new AuctionTerms("r", 1, 1, 1, true);

        // then
        assertThat(run(List.of(less, most), terms))
                .extracting(win -> win.bid().campaignId(), Win::priceMicros)
                .containsExactly(tuple("a-1", Micros.MAX));
        assertThat(Auction.score(most)).hasToString("9000000000000000000000000000");
    }

    @Test
    void letsTiesGoRound() {
        // given
        List<Offer> bids = List.of(bid("a", 300, 50_000), bid("b", 300, 50_000));

        // when
        long first = 0;
        for (int i = 0; i < 10_000; i++) {
            AuctionTerms terms = new AuctionTerms("request-" + i, 1, WON, WON, true);
            first += run(bids, terms).get(0).bid().advertiserId().equals("a") ? 1 : 0;
        }

        // then: half of them, within five standard deviations
        assertThat(first).isBetween(4_750L, 5_250L);
    }

    @Test
    void billsInTheStepsOfTheCurrency() {
        assertThat(Increments.micros(Currency.getInstance("KRW"))).isEqualTo(10 * WON);
        assertThat(Increments.micros(Currency.getInstance("JPY"))).isEqualTo(WON);
        assertThat(Increments.micros(Currency.getInstance("USD"))).isEqualTo(10_000);
        assertThat(Increments.micros(Currency.getInstance("BHD"))).isEqualTo(1_000);
        assertThatThrownBy(() -> Increments.micros(Currency.getInstance("XAU")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Win<Offer>> run(List<Offer> bids, AuctionTerms terms) {
        return Auction.run(bids, terms, ranked -> ranked);
    }

    private static AuctionTerms terms(int slots) {
        return new AuctionTerms("r", slots, 70 * WON, 10 * WON, true);
    }

    private static Offer bid(String advertiser, long won, long qualityE4) {
        return new Offer(
                advertiser, advertiser + "-1", advertiser + "-ad", won * WON, qualityE4, 10_000);
    }
}
