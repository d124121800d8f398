package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ClickRatesTest {
    private static final long NOW = 1_800_000_000_000L;

    private final ClickRates rates = new ClickRates(new ClickDelay());

    @Test
    void anUnknownAdIsTakenForAUsualOne() {
        assertThat(rates.of("c", "a")).isBetween(0.005, 0.05);
    }

    @Test
    void whatWasSeenOfAnAdSoonOutweighsThePrior() {
        serve("c", "a", 10_000, 10);

        assertThat(rates.of("c", "a")).isCloseTo(0.1, within(0.01));
    }

    @Test
    void aNewAdLeansOnItsCampaignAndANewCampaignOnAll() {
        serve("c", "a", 10_000, 10);

        assertThat(rates.of("c", "new")).isCloseTo(0.1, within(0.01));
        assertThat(rates.of("new", "other")).isGreaterThan(0.05);
    }

    @Test
    void impressionsThatMayStillBeClickedDoNotCountAgainstAnAd() {
        double before = rates.of("c", "a");

        for (int i = 0; i < 1_000; i++) {
            rates.served("c", "a", NOW);
        }

        assertThat(rates.of("c", "a")).isCloseTo(before, within(before / 20));
    }

    @Test
    void isNeverImpossibleNorCertain() {
        serve("never", "n", 200_000, Integer.MAX_VALUE);
        serve("always", "y", 50_000, 1);

        assertThat(rates.of("never", "n")).isPositive();
        assertThat(rates.of("always", "y")).isLessThan(1);
    }

    /** Spread over so much time that hardly one may still be clicked. */
    private void serve(String campaignId, String adId, int impressions, int clickedOneOf) {
        for (int i = 0; i < impressions; i++) {
            long at = NOW + i * 1_000L;
            rates.served(campaignId, adId, at);
            if (i % clickedOneOf == clickedOneOf - 1) {
                rates.clicked(campaignId, adId, at);
            }
        }
    }
}
