package io.recount.command.campaign;

import static org.axonframework.test.matchers.Matchers.predicate;

import io.recount.event.AdAdded;
import io.recount.event.CampaignActivated;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignStatus;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import io.recount.http.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private static final Instant NOW = Instant.parse("2026-11-16T03:00:00Z");

    private static final Targeting TARGETING =
            Targeting.newBuilder().setKeywords(List.of("shoes")).setCategories(List.of()).build();

    private static final CampaignCreated CREATED =
            CampaignCreated.newBuilder()
                    .setCampaignId("adv-c")
                    .setAdvertiserId("adv")
                    .setName("Autumn")
                    .setMaxCpcMicros(100)
                    .setTargeting(TARGETING)
                    .setPacing(Pacing.ASAP)
                    .setTimeZone("Asia/Seoul")
                    .setAt(NOW)
                    .build();

    private AggregateTestFixture<Campaign> fixture;

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(Campaign.class);
        fixture.registerAnnotatedCommandHandler(new Activation(fixture.getRepository()));
    }

    /** The campaign's half of an activation; the budget's is tested with the budget. */
    static class Activation {
        private final Repository<Campaign> campaigns;

        Activation(Repository<Campaign> campaigns) {
            this.campaigns = campaigns;
        }

        @CommandHandler
        void handle(ActivateCampaign command) {
            campaigns.load(command.campaignId()).execute(c -> c.activate(command.now()));
        }
    }

    @Test
    void anAdIsAddedUnderTheNextVersion() {
        fixture.given(CREATED)
                .when(addAd("adv-a"))
                .expectEvents(ad("adv-a"))
                .expectResultMessagePayload(new Written("adv-a", "adv-c", CampaignStatus.DRAFT, 1));
    }

    @Test
    void aDraftWithAnAdIsActivated() {
        fixture.given(CREATED, ad("adv-a"))
                .when(new ActivateCampaign("adv", "adv-c", NOW))
                .expectEvents(activated());
    }

    @Test
    void aDraftWithoutAnAdIsNot() {
        fixture.given(CREATED)
                .when(new ActivateCampaign("adv", "adv-c", NOW))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("NO_ADS")));
    }

    @Test
    void anActiveCampaignIsNotActivatedAgain() {
        fixture.given(CREATED, ad("adv-a"), activated())
                .when(new ActivateCampaign("adv", "adv-c", NOW))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("WRONG_STATE")));
    }

    @Test
    void aCampaignHasALimitedNumberOfAds() {
        List<Object> history = new ArrayList<>(List.of(CREATED));
        for (int i = 0; i < Campaign.ADS_MAX; i++) {
            history.add(ad("adv-" + i));
        }

        fixture.given(history)
                .when(addAd("adv-one-more"))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("TOO_MANY_ADS")));
    }

    @Test
    void timeNeverRunsBackWithinACampaign() {
        fixture.given(CREATED, ad("adv-a"))
                .when(new ActivateCampaign("adv", "adv-c", NOW.minusSeconds(60)))
                .expectEvents(activated());
    }

    private static AddAd addAd(String adId) {
        return new AddAd(
                "adv", "adv-c", adId, "t", "d", "https://shop.example", "shop.example", null, NOW);
    }

    private static AdAdded ad(String adId) {
        return AdAdded.newBuilder()
                .setCampaignId("adv-c")
                .setAdvertiserId("adv")
                .setAdId(adId)
                .setTitle("t")
                .setDescription("d")
                .setLandingUrl("https://shop.example")
                .setDisplayUrl("shop.example")
                .setAt(NOW)
                .build();
    }

    private static CampaignActivated activated() {
        return CampaignActivated.newBuilder()
                .setCampaignId("adv-c")
                .setAdvertiserId("adv")
                .setAt(NOW)
                .build();
    }
}
