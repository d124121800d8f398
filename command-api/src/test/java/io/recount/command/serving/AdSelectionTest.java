package io.recount.command.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.command.serving.catalogue.Catalogue;
import io.recount.command.serving.catalogue.Changes;
import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import io.recount.event.Targeting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AdSelectionTest {
    private static final long RESERVE = 70_000_000;
    private static final Instant MONDAY_10_KST = Instant.parse("2026-11-16T01:00:00Z");

    private final Catalogue catalogue = new Catalogue();
    private final AdSelection selection = new AdSelection(catalogue, RESERVE);

    @Test
    void givesTheSlotsToTheHighestBids() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", 100, "shoes").build(),
                        campaign("b", 300, "shoes").build(),
                        campaign("c", 200, "shoes").build()));

        Selection given = selection.select(query("shoes", 2));

        assertThat(given.placements())
                .extracting(p -> p.slot() + p.campaign().advertiserId() + p.priceMicros())
                .containsExactly("1b300000000", "2c200000000");
    }

    @Test
    void matchesAKeywordInsideTheQueryAsWholeWords() {
        catalogue.replaceAll(Changes.of(campaign("a", 100, "겨울  등산화").build()));

        assertThat(selection.select(query("방수 겨울 등산화 추천", 1)).placements()).hasSize(1);
        assertThat(selection.select(query("겨울 등산화끈", 1)).noFillReason()).isEqualTo("NO_MATCH");
    }

    @Test
    void comparesTextsInTheirNormalForm() {
        catalogue.replaceAll(Changes.of(campaign("a", 100, "Ｃａｆé Latte").build()));

        assertThat(selection.select(query("CAFE\u0301   latte", 1)).placements()).hasSize(1);
    }

    @Test
    void matchesByCategoryAlone() {
        CatalogueCampaign campaign = campaign("a", 100).build();
        campaign.getTargeting().getCategories().add("IAB-52");
        catalogue.replaceAll(Changes.of(campaign));

        AdQuery query = new AdQuery("r", null, List.of("IAB-52"), 1, 0, null, null, MONDAY_10_KST);

        assertThat(selection.select(query).placements()).hasSize(1);
    }

    @Test
    void servesNobodyUnderTheFloor() {
        catalogue.replaceAll(Changes.of(campaign("a", 100, "shoes").build()));
        AdQuery dear =
                new AdQuery("r", "shoes", List.of(), 1, 100_000_001, null, null, MONDAY_10_KST);

        assertThat(selection.select(dear).noFillReason()).isEqualTo("UNDER_FLOOR");
    }

    @Test
    void holdsToCountryDeviceAndHourOfTheAdvertisersZone() {
        CatalogueCampaign campaign = campaign("a", 100, "shoes").setTimeZone("Asia/Seoul").build();
        campaign.getTargeting().getCountries().add("KR");
        campaign.getTargeting().getDevices().add("MOBILE");
        campaign.getTargeting().getHours().add(10);
        catalogue.replaceAll(Changes.of(campaign));

        assertThat(targeted("KR", "mobile", MONDAY_10_KST)).isTrue();
        assertThat(targeted("US", "mobile", MONDAY_10_KST)).isFalse();
        assertThat(targeted(null, "mobile", MONDAY_10_KST)).isFalse();
        assertThat(targeted("KR", "DESKTOP", MONDAY_10_KST)).isFalse();
        assertThat(targeted("KR", "MOBILE", MONDAY_10_KST.plusSeconds(3_600))).isFalse();
    }

    @Test
    void servesOneCampaignOfAnAdvertiser() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", 100, "shoes").build(),
                        campaign("a", 200, "shoes").setCampaignId("a-other").build()));

        assertThat(selection.select(query("shoes", 5)).placements())
                .extracting(p -> p.campaign().campaignId())
                .containsExactly("a-other");
    }

    @Test
    void servesOnlyWhatIsActiveAndHasAnAd() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", 100, "shoes").setStatus(CampaignStatus.DRAFT).build(),
                        campaign("b", 100, "shoes").setAds(List.of()).build()));

        assertThat(selection.select(query("shoes", 5)).placements()).isEmpty();
    }

    @Test
    void givesTheSameAnswerToTheSameRequest() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", 100, "shoes").build(),
                        campaign("b", 100, "shoes").build(),
                        campaign("c", 100, "shoes").build()));

        Selection first = selection.select(query("shoes", 2));

        assertThat(selection.select(query("shoes", 2))).isEqualTo(first);
    }

    @Test
    void neverPutsAnOlderEntryOverANewerOne() {
        catalogue.replaceAll(Changes.of(campaign("a", 200, "shoes").setPosition(9).build()));

        catalogue.update(Changes.of(campaign("a", 100, "shoes").setPosition(8).build()));

        assertThat(selection.select(query("shoes", 1)).placements().get(0).priceMicros())
                .isEqualTo(200_000_000);
    }

    @Test
    void servesWhatWasChangedByItsNewBidAndTargeting() {
        catalogue.replaceAll(Changes.of(campaign("a", 200, "shoes").build()));

        catalogue.update(Changes.of(campaign("a", 350, "boots").setPosition(2).build()));

        assertThat(selection.select(query("shoes", 1)).placements()).isEmpty();
        assertThat(selection.select(query("boots", 1)).placements().get(0).priceMicros())
                .isEqualTo(350_000_000);
    }

    @ParameterizedTest
    @EnumSource(
            value = PauseCause.class,
            names = {"USER", "HOLD"})
    void servesNothingThatIsPausedAndKnowsItsAdsStill(PauseCause cause) {
        catalogue.replaceAll(
                Changes.of(campaign("a", 100, "shoes").setPauseCauses(List.of(cause)).build()));

        assertThat(selection.select(query("shoes", 1)).placements()).isEmpty();
        assertThat(catalogue.landingUrl("a-campaign", "a-ad")).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-15T15:00:00Z, true",
        "2026-11-16T14:59:59.999Z, true",
        "2026-11-16T15:00:00Z, false",
        "2026-11-18T01:00:00Z, false",
    })
    void aUsedUpDayPausesUntilTheNextOneBegins(Instant at, boolean paused) {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", 100, "shoes")
                                .setTimeZone("Asia/Seoul")
                                .setPauseCauses(List.of(PauseCause.DAY))
                                .setPausedDay(Instant.parse("2026-11-15T15:00:00Z"))
                                .build()));

        assertThat(targeted(null, null, at)).isEqualTo(!paused);
    }

    @ParameterizedTest
    @CsvSource({"2026-11-16T23:59:59Z, true", "2026-11-17T00:00:00Z, false"})
    void theDayOfAnAdvertiserThatMovedLastsADay(Instant at, boolean paused) {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", 100, "shoes")
                                .setTimeZone("Asia/Seoul")
                                .setPauseCauses(List.of(PauseCause.DAY))
                                .setPausedDay(Instant.parse("2026-11-16T00:00:00Z"))
                                .build()));

        assertThat(targeted(null, null, at)).isEqualTo(!paused);
    }

    @Test
    void leavesPausedAdsOut() {
        CatalogueCampaign campaign = campaign("a", 100, "shoes").build();
        CatalogueAd active = campaign.getAds().get(0);
        CatalogueAd paused = CatalogueAd.newBuilder(active).setStatus(AdStatus.PAUSED).build();
        CatalogueAd other = CatalogueAd.newBuilder(active).setAdId("a-other").build();

        catalogue.replaceAll(
                Changes.of(
                        CatalogueCampaign.newBuilder(campaign)
                                .setAds(List.of(paused, other))
                                .build()));
        assertThat(selection.select(query("shoes", 1)).placements().get(0).ad().adId())
                .isEqualTo("a-other");

        catalogue.replaceAll(
                Changes.of(CatalogueCampaign.newBuilder(campaign).setAds(List.of(paused)).build()));
        assertThat(selection.select(query("shoes", 1)).placements()).isEmpty();
    }

    @Test
    void anEndedCampaignIsNotServedAndItsAdsLeadOn() {
        catalogue.replaceAll(
                Changes.of(campaign("a", 100, "shoes").setStatus(CampaignStatus.ENDED).build()));

        assertThat(selection.select(query("shoes", 1)).placements()).isEmpty();
        assertThat(catalogue.landingUrl("a-campaign", "a-ad")).contains("https://example.com/");
    }

    private boolean targeted(String country, String device, Instant at) {
        return !selection
                .select(new AdQuery("r", "shoes", List.of(), 1, 0, country, device, at))
                .placements()
                .isEmpty();
    }

    private static AdQuery query(String text, int slots) {
        return new AdQuery("r", text, List.of(), slots, 0, null, null, MONDAY_10_KST);
    }

    private static CatalogueCampaign.Builder campaign(
            String advertiser, long bidWon, String... keywords) {
        return CatalogueCampaign.newBuilder()
                .setCampaignId(advertiser + "-campaign")
                .setAdvertiserId(advertiser)
                .setStatus(CampaignStatus.ACTIVE)
                .setMaxCpcMicros(bidWon * 1_000_000)
                .setTargeting(
                        Targeting.newBuilder()
                                .setKeywords(List.of(keywords))
                                .setCategories(new ArrayList<>())
                                .setCountries(new ArrayList<>())
                                .setDevices(new ArrayList<>())
                                .setHours(new ArrayList<>())
                                .build())
                .setAds(
                        List.of(
                                CatalogueAd.newBuilder()
                                        .setAdId(advertiser + "-ad")
                                        .setTitle("t")
                                        .setDescription("d")
                                        .setLandingUrl("https://example.com/")
                                        .setDisplayUrl("example.com")
                                        .build()))
                .setPosition(1);
    }
}
