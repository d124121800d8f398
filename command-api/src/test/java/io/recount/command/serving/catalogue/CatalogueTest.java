package io.recount.command.serving.catalogue;

import static io.recount.command.serving.catalogue.Entries.ad;
import static io.recount.command.serving.catalogue.Entries.campaign;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.event.PauseCause;
import io.recount.event.PriceArm;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a snapshot holds and matches. Long because all ask one catalogue under one clock. */
class CatalogueTest {
    private static final Instant MONDAY_10_KST = Instant.parse("2026-11-16T01:00:00Z");
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(30);

    private Instant now = MONDAY_10_KST;
    private final InstantSource source = () -> now;
    private final Catalogue catalogue =
            new Catalogue(TOKEN_LIFE, source.withZone(ZoneOffset.UTC), 1_000);

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "red shoes, buy shoes in RED, true",
                "red shoes, red shoe, false",
                "'\"red shoes\"', cheap red shoes now, true",
                "'\"red shoes\"', shoes red, false",
                "'\"red shoes\"', red running shoes, false",
                "[red shoes], Red  Shoes, true",
                "[red shoes], red shoes sale, false",
                "등산화 겨울, 방수 겨울 등산화 추천, true",
                "등산화, 등산화끈, false",
                "'\"겨울 등산화\"', 여성 겨울 등산화, true",
                "[겨울 등산화], 겨울 등산화, true",
                "[겨울 등산화], 여성 겨울 등산화, false",
            })
    void aKeywordMatchesAsItSays(String keyword, String query, boolean matches) {
        catalogue.replaceAll(Changes.of(campaign("a", keyword).build()));

        assertThat(found(query)).hasSize(matches ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "-used, used red shoes, false",
                "-used, reused red shoes, true",
                "'-\"second hand\"', second hand shoes, false",
                "'-\"second hand\"', hand made second shoes, true",
                "-[shoes], shoes, false",
                "-[shoes], red shoes, true",
                "-중고, 중고 shoes, false",
            })
    void aNegativeKeywordKeepsItAway(String negative, String query, boolean matches) {
        catalogue.replaceAll(Changes.of(campaign("a", "shoes", negative).build()));

        assertThat(found(query)).hasSize(matches ? 1 : 0);
    }

    @Test
    void aNegativeKeywordCountsForCategoriesToo() {
        CatalogueCampaign campaign = campaign("a", "-used").build();
        campaign.getTargeting().getCategories().add("IAB-52");
        catalogue.replaceAll(Changes.of(campaign));

        assertThat(found(query(List.of(), List.of("IAB-52"), MONDAY_10_KST)))
                .containsExactly("a-c");
        assertThat(found(query(List.of("used"), List.of("IAB-52"), MONDAY_10_KST))).isEmpty();
    }

    @Test
    void eachTextIsMatchedByItself() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "\"shoes weather\"").build(),
                        campaign("b", "[weather]").build()));

        MatchQuery keywordsOfAPage =
                query(List.of("red shoes", "weather"), List.of(), MONDAY_10_KST);

        assertThat(found(keywordsOfAPage)).containsExactly("b-c");
    }

    @Test
    void somethingUnknownMeetsNoRestriction() {
        CatalogueCampaign campaign = campaign("a", "shoes").build();
        campaign.getTargeting().getCountries().add("KR");
        campaign.getTargeting().getDevices().add("mobile");
        catalogue.replaceAll(Changes.of(campaign));

        assertThat(explained("KR", "MOBILE", MONDAY_10_KST)).containsEntry("a-c", "MATCHES");
        assertThat(explained(null, "mobile", MONDAY_10_KST)).containsEntry("a-c", "COUNTRY");
        assertThat(explained("US", "mobile", MONDAY_10_KST)).containsEntry("a-c", "COUNTRY");
        assertThat(explained("KR", null, MONDAY_10_KST)).containsEntry("a-c", "DEVICE");
    }

    @Test
    void hoursAreThoseOfTheZoneInForce() {
        CatalogueCampaign campaign = campaign("a", "shoes").build();
        campaign.getTargeting().getHours().add(10);
        Instant newYorksMidnight = Instant.parse("2026-11-23T05:00:00Z");
        Instant monday10InNewYork = newYorksMidnight.plus(Duration.ofHours(10));
        catalogue.replaceAll(Changes.of(campaign));

        // when
        catalogue.update(
                Changes.of(
                        new CatalogueAdvertiser(
                                "a", "America/New_York", "Asia/Seoul", newYorksMidnight, 2L)));

        // then
        assertThat(found(query("shoes", MONDAY_10_KST))).hasSize(1);
        assertThat(found(query("shoes", MONDAY_10_KST.plus(Duration.ofDays(7))))).hasSize(1);
        assertThat(found(query("shoes", monday10InNewYork))).hasSize(1);
        assertThat(found(query("shoes", MONDAY_10_KST.plus(Duration.ofDays(14))))).isEmpty();
    }

    @Test
    void aZoneThatChangesCutsTheUsedUpDayShort() {
        Instant day = Instant.parse("2026-11-15T15:00:00Z");
        Instant newZonesMidnight = Instant.parse("2026-11-16T05:00:00Z");
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "shoes")
                                .setPauseCauses(List.of(PauseCause.DAY))
                                .setPausedDay(day)
                                .build()));

        // when
        catalogue.update(
                Changes.of(
                        new CatalogueAdvertiser(
                                "a", "America/New_York", "Asia/Seoul", newZonesMidnight, 2L)));

        // then
        assertThat(found(query("shoes", newZonesMidnight.minusMillis(1)))).isEmpty();
        assertThat(found(query("shoes", newZonesMidnight))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-15T15:00:00Z, 2026-11-16T14:59:59.999Z, true",
        "2026-11-15T15:00:00Z, 2026-11-16T15:00:00Z, false",
        // A day of another zone, before the advertiser moved twice: a usual one.
        "2026-11-16T00:00:00Z, 2026-11-16T23:59:59Z, true",
        "2026-11-16T00:00:00Z, 2026-11-17T00:00:00Z, false",
    })
    void aUsedUpDayPausesUntilTheNextOneBegins(Instant day, Instant at, boolean paused) {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "shoes")
                                .setPauseCauses(List.of(PauseCause.DAY))
                                .setPausedDay(day)
                                .build()));

        assertThat(found(query("shoes", at))).hasSize(paused ? 0 : 1);
    }

    @Test
    void saysWhyACampaignIsLeftOut() {
        CatalogueCampaign evening = campaign("e", "shoes").build();
        evening.getTargeting().getHours().add(20);
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "shoes").setPauseCauses(List.of(PauseCause.USER)).build(),
                        campaign("b", "shoes").setPauseCauses(List.of(PauseCause.HOLD)).build(),
                        campaign("c", "shoes")
                                .setAds(List.of(ad("x").setStatus(AdStatus.PAUSED).build()))
                                .build(),
                        campaign("d", "shoes", "-red").build(),
                        evening,
                        campaign("f", "shoes").setStatus(CampaignStatus.DRAFT).build(),
                        campaign("g", "shoes").setStatus(CampaignStatus.ENDED).build(),
                        campaign("h", "shoes").build(),
                        campaign("i", "boots").build()));

        assertThat(explained(query("red shoes", MONDAY_10_KST), 100))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "a-c", "PAUSED",
                                "b-c", "PAUSED",
                                "c-c", "NO_ACTIVE_AD",
                                "d-c", "NEGATIVE_KEYWORD",
                                "e-c", "HOUR",
                                "h-c", "MATCHES"));
        assertThat(explained(query("red shoes", MONDAY_10_KST), 2)).hasSize(2);
        assertThat(found("red shoes")).containsExactly("h-c");
    }

    @Test
    void aSnapshotStaysAsItWas() {
        catalogue.replaceAll(Changes.of(campaign("a", "shoes").build()));
        Snapshot before = catalogue.snapshot();

        // when
        catalogue.update(
                Changes.of(
                        campaign("a", "boots").setPosition(2).build(),
                        campaign("b", "shoes").setPosition(3).build()));

        // then
        assertThat(found(before, query("shoes", MONDAY_10_KST))).containsExactly("a-c");
        assertThat(found(before, query("boots", MONDAY_10_KST))).isEmpty();
        assertThat(before.version()).isEqualTo(1);
        assertThat(found("shoes")).containsExactly("b-c");
        assertThat(found("boots")).containsExactly("a-c");
        assertThat(catalogue.snapshot().version()).isEqualTo(3);
    }

    @Test
    void neverPutsAnOlderEntryOverANewerOne() {
        catalogue.replaceAll(Changes.of(campaign("a", "shoes").setPosition(9).build()));

        catalogue.update(Changes.of(campaign("a", "boots").setPosition(8).build()));

        assertThat(found("shoes")).hasSize(1);
    }

    @Test
    void loadingAllPutsWhatIsThereInPlaceOfWhatWas() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "shoes").setPosition(9).build(),
                        campaign("b", "shoes").setPosition(9).build(),
                        campaign("c", "shoes").setPosition(9).build()));

        // when
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "shoes").setPosition(9).build(),
                        campaign("b", "boots").setPosition(7).build()));

        // then
        assertThat(found("shoes")).containsExactly("a-c");
        assertThat(found("boots")).containsExactly("b-c");
        assertThat(catalogue.snapshot().size()).isEqualTo(2);
        assertThat(catalogue.snapshot().version()).isEqualTo(9);
    }

    @Test
    void qualityIsTheSetOneElseItsCampaignsMeanElseFive() {
        CatalogueCampaign scored =
                campaign("a", "shoes")
                        .setAds(
                                List.of(
                                        ad("x").setQualityE4(30_000).build(),
                                        ad("y").setQualityE4(60_000).build(),
                                        ad("z").build()))
                        .build();
        catalogue.replaceAll(Changes.of(scored, campaign("b", "shoes").build()));

        assertThat(catalogue.campaign("a-c").orElseThrow().ads())
                .extracting(ServingAd::qualityE4)
                .containsExactly(30_000L, 60_000L, 45_000L);
        assertThat(catalogue.campaign("b-c").orElseThrow().ads())
                .extracting(ServingAd::qualityE4)
                .containsExactly(50_000L);
    }

    @Test
    void adsLeadOnWhileTheirTokensMayLive() {
        catalogue.replaceAll(Changes.of(campaign("a", "shoes").build()));

        // when
        catalogue.update(
                Changes.of(
                        campaign("a", "shoes")
                                .setStatus(CampaignStatus.ENDED)
                                .setPosition(2)
                                .build()));
        now = now.plus(TOKEN_LIFE).minusMillis(1);
        catalogue.forgetEnded();

        // then
        assertThat(catalogue.landingUrl("a-c", "a-c-a")).contains("https://example.com/a-c-a");
        assertThat(catalogue.campaign("a-c")).isEmpty();

        // when
        now = now.plusMillis(1);
        catalogue.forgetEnded();

        // then
        assertThat(catalogue.landingUrl("a-c", "a-c-a")).isEmpty();
    }

    @Test
    void adsOfAPausedCampaignAndPausedAdsLeadOn() {
        catalogue.replaceAll(
                Changes.of(
                        campaign("a", "shoes")
                                .setPauseCauses(List.of(PauseCause.USER))
                                .setAds(
                                        List.of(
                                                ad("x").build(),
                                                ad("y").setStatus(AdStatus.PAUSED).build()))
                                .build()));

        assertThat(catalogue.landingUrl("a-c", "x")).contains("https://example.com/x");
        assertThat(catalogue.landingUrl("a-c", "y")).contains("https://example.com/y");
        assertThat(catalogue.landingUrl("a-c", "z")).isEmpty();
        assertThat(catalogue.landingUrl("b-c", "x")).isEmpty();
    }

    @Test
    void experimentsStandInTheOrderOfTheirPlanning() {
        CatalogueExperiment late = experiment("e1", MONDAY_10_KST.plusSeconds(1), 5);
        CatalogueExperiment early = experiment("e2", MONDAY_10_KST, 4);

        catalogue.update(Changes.of(late, early));

        assertThat(catalogue.snapshot().experiments()).containsExactly(early, late);
        assertThat(catalogue.snapshot().version()).isEqualTo(5);
    }

    private static CatalogueExperiment experiment(String id, Instant plannedAt, long position) {
        return CatalogueExperiment.newBuilder()
                .setExperimentId(id)
                .setLayer("l")
                .setArms(List.of(new PriceArm("a", 1, 10_000L)))
                .setPlannedAt(plannedAt)
                .setStartsAt(plannedAt)
                .setPosition(position)
                .build();
    }

    private static MatchQuery query(String text, Instant at) {
        return query(List.of(text), List.of(), at);
    }

    private static MatchQuery query(List<String> texts, List<String> categories, Instant at) {
        return new MatchQuery(texts, categories, "KR", "mobile", at);
    }

    private List<String> found(String text) {
        return found(query(text, MONDAY_10_KST));
    }

    private List<String> found(MatchQuery query) {
        return found(catalogue.snapshot(), query);
    }

    private static List<String> found(Snapshot snapshot, MatchQuery query) {
        List<String> found = new ArrayList<>();
        snapshot.match(
                query, (slot, bid, quality) -> found.add(snapshot.campaign(slot).campaignId()));
        return found;
    }

    private Map<String, String> explained(
            @Nullable String country, @Nullable String device, Instant at) {
        return explained(new MatchQuery(List.of("shoes"), List.of(), country, device, at), 100);
    }

    private Map<String, String> explained(MatchQuery query, int limit) {
        Map<String, String> explained = new LinkedHashMap<>();
        catalogue
                .snapshot()
                .explain(
                        query,
                        limit,
                        (campaign, why) -> explained.put(campaign.campaignId(), name(why)));
        return explained;
    }

    private static String name(@Nullable CandidateOutcome why) {
        return why == null ? "MATCHES" : why.name();
    }
}
