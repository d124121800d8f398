package io.recount.command.campaign;

import static org.axonframework.test.matchers.Matchers.predicate;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdQuality;
import io.recount.event.AdStatus;
import io.recount.event.CampaignCreated;
import io.recount.event.CampaignEnded;
import io.recount.event.Pacing;
import io.recount.event.QualityScoresSet;
import io.recount.event.Targeting;
import io.recount.http.IfMatch;
import io.recount.http.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a campaign decides alone; {@link CampaignLifeTest} has what touches the money too. */
class CampaignTest {
    private static final Instant NOW = Instant.parse("2026-11-16T03:00:00Z");

    private static final CampaignCreated CREATED =
            CampaignCreated.newBuilder()
                    .setCampaignId("adv-c")
                    .setAdvertiserId("adv")
                    .setName("Autumn")
                    .setMaxCpcMicros(100)
                    .setTargeting(
                            Targeting.newBuilder()
                                    .setKeywords(List.of("shoes"))
                                    .setCategories(List.of())
                                    .build())
                    .setPacing(Pacing.ASAP)
                    .setTimeZone("Asia/Seoul")
                    .setAt(NOW)
                    .build();

    private static final CampaignEnded ENDED =
            CampaignEnded.newBuilder()
                    .setCampaignId("adv-c")
                    .setAdvertiserId("adv")
                    .setEditVersion(2)
                    .setAt(NOW)
                    .build();

    private AggregateTestFixture<Campaign> fixture;

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(Campaign.class);
        // The state holds what events and rules made; it is no aggregate member to be compared.
        fixture.setReportIllegalStateChange(false);
    }

    @Test
    void anAdIsAddedUnderTheNextVersion() {
        fixture.given(CREATED)
                .when(addAd("adv-a", NOW))
                .expectEvents(added("adv-a", 1))
                .expectResultMessagePayload(new Written("adv-a", "adv-c", 1, 1));
    }

    @Test
    void aCampaignHasALimitedNumberOfAds() {
        List<Object> history = new ArrayList<>(List.of(CREATED));
        for (int i = 0; i < CampaignRules.ADS_MAX; i++) {
            history.add(added("adv-" + i, i + 1));
        }

        refused(fixture.given(history).when(addAd("adv-one-more", NOW)), "TOO_MANY_ADS");
    }

    @Test
    void aPatchOfAnAdChangesWhatItNamesAndNothingElse() {
        AdChanged changed =
                AdChanged.newBuilder()
                        .setCampaignId("adv-c")
                        .setAdvertiserId("adv")
                        .setAdId("adv-a")
                        .setTitle("new")
                        .setDescription("d")
                        .setLandingUrl("https://shop.example")
                        .setDisplayUrl("shop.example")
                        .setImageUrl(null)
                        .setStatus(AdStatus.PAUSED)
                        .setEditVersion(2)
                        .setAt(NOW)
                        .build();

        AdPatch patch = title("new");
        patch.imageUrl = Optional.empty();
        patch.status = AdStatus.PAUSED;

        fixture.given(CREATED, added("adv-a", 1))
                .when(change(patch, "\"1\""))
                .expectEvents(changed)
                .expectResultMessagePayload(new Written("adv-a", "adv-c", 2, 2));
    }

    @Test
    void aPatchThatChangesNothingIsNoEdit() {
        AdPatch patch = title("t");
        patch.status = AdStatus.ACTIVE;

        fixture.given(CREATED, added("adv-a", 1))
                .when(change(patch, "\"1\""))
                .expectNoEvents()
                .expectResultMessagePayload(new Written("adv-a", "adv-c", 1, 1));
    }

    @Test
    void anAdIsChangedOnlyByWhoSawItsCampaignAsItIs() {
        refused(
                fixture.given(CREATED, added("adv-a", 1)).when(change(title("new"), "\"0\"")),
                "STALE_VERSION");
    }

    @Test
    void anAdThatDoesNotExistIsNotChanged() {
        refused(fixture.given(CREATED).when(change(title("new"), "*")), "NOT_FOUND");
    }

    @Test
    void anEndedCampaignsAdsStayAsTheyAre() {
        refused(fixture.given(CREATED, ENDED).when(addAd("adv-b", NOW)), "WRONG_STATE");
        fixture();
        refused(
                fixture.given(CREATED, added("adv-a", 1), ENDED)
                        .when(change(title("new"), "\"2\"")),
                "WRONG_STATE");
    }

    @Test
    void qualityIsNoEdit() {
        AdQuality quality = new AdQuality("adv-a", 61_234L, 55_000L, 70_000L, 30L, 900L);

        fixture.given(CREATED, added("adv-a", 1))
                .when(scores(quality, "*"))
                .expectEvents(new QualityScoresSet("adv-c", "adv", List.of(quality), NOW))
                .expectResultMessagePayload(new Written("adv-c", "adv-c", 1, 2));
    }

    @Test
    void qualityIsForAdsOfThisCampaign() {
        AdQuality quality = new AdQuality("adv-x", 50_000L, 50_000L, 50_000L, 0L, 0L);

        refused(
                fixture.given(CREATED, added("adv-a", 1)).when(scores(quality, "\"1\"")),
                "UNKNOWN_AD");
    }

    @Test
    void timeNeverRunsBackWithinACampaign() {
        fixture.given(CREATED)
                .when(addAd("adv-a", NOW.minusSeconds(60)))
                .expectEvents(added("adv-a", 1));
    }

    private static void refused(ResultValidator<Campaign> result, String code) {
        result.expectNoEvents().expectException(predicate((Problem p) -> p.code().equals(code)));
    }

    private static AdPatch title(String title) {
        AdPatch patch = new AdPatch();
        patch.title = title;
        return patch;
    }

    private static ChangeAd change(AdPatch patch, String ifMatch) {
        return new ChangeAd("adv", "adv-c", "adv-a", patch, IfMatch.required(ifMatch), NOW);
    }

    private static SetQualityScores scores(AdQuality quality, String ifMatch) {
        return new SetQualityScores(
                "adv", "adv-c", List.of(quality), IfMatch.required(ifMatch), NOW);
    }

    private static AddAd addAd(String adId, Instant now) {
        Ad ad =
                new Ad(
                        "t",
                        "d",
                        "https://shop.example",
                        "shop.example",
                        "https://shop.example/i.png",
                        AdStatus.ACTIVE);
        return new AddAd("adv", "adv-c", adId, ad, now);
    }

    private static AdAdded added(String adId, long version) {
        return AdAdded.newBuilder()
                .setCampaignId("adv-c")
                .setAdvertiserId("adv")
                .setAdId(adId)
                .setTitle("t")
                .setDescription("d")
                .setLandingUrl("https://shop.example")
                .setDisplayUrl("shop.example")
                .setImageUrl("https://shop.example/i.png")
                .setEditVersion(version)
                .setAt(NOW)
                .build();
    }
}
