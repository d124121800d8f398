package io.recount.command.serving;

import static io.recount.command.serving.InMemoryServing.WON;
import static io.recount.command.serving.InMemoryServing.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.recount.event.AuctionTraced;
import io.recount.event.CampaignStatus;
import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.event.ExperimentArm;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.PauseCause;
import io.recount.event.PriceArm;
import io.recount.event.TracedCandidate;
import io.recount.rules.BudgetDay;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What serving does with a request, case by case. Long because all share one market in memory and
 * the queries to it.
 */
class AdServerTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final long TODAY =
            BudgetDay.startOf(NOON, ZoneId.of("Asia/Seoul")).toEpochMilli();

    private final InMemoryServing serving = new InMemoryServing(0);

    @Test
    void asksOfEachWinnerWhatTheOneBehindIsWorth() {
        // given
        serving.serves(
                SampleCampaign.of("a-1", 100, "shoes").build(),
                SampleCampaign.of("b-1", 300, "shoes").build(),
                SampleCampaign.of("c-1", 200, "shoes").build());

        // when
        Selection given = serving.select(slots(query("shoes", NOON), 3));

        // then
        assertThat(given.placements())
                .extracting(Placement::slot, p -> p.campaign().campaignId(), Placement::priceMicros)
                .containsExactly(
                        tuple(1, "b-1", 210 * WON),
                        tuple(2, "c-1", 110 * WON),
                        tuple(3, "a-1", 70 * WON));
        assertThat(given.placements())
                .extracting(Placement::clickId)
                .allSatisfy(id -> assertThat(id).matches("[abc]-[0-9a-z]{26}"))
                .doesNotHaveDuplicates();
    }

    @Test
    void showsTheBestAdOfACampaignAndNoWorseOneWhenThePageBlocksIt() {
        // given
        serving.serves(
                SampleCampaign.of("a-1", 100, "shoes")
                        .setAds(
                                List.of(
                                        SampleCampaign.ad("good", 60_000),
                                        SampleCampaign.ad("best", 70_000),
                                        SampleCampaign.ad("new", 0)))
                        .build());

        // then
        assertThat(ads(query("shoes", NOON))).containsExactly("best");
        assertThat(ads(blocking(Set.of(), Set.of("best.example"), Set.of())))
                .containsExactly("new");
    }

    @Test
    void letsEqualAdsOfACampaignGoRound() {
        // given
        serving.serves(
                SampleCampaign.of("a-1", 100, "shoes")
                        .setAds(
                                List.of(
                                        SampleCampaign.ad("one", 50_000),
                                        SampleCampaign.ad("two", 50_000)))
                        .build());

        // when
        long one = 0;
        for (int i = 0; i < 1_000; i++) {
            one += ads(request(query("shoes", NOON), "r" + i)).contains("one") ? 1 : 0;
        }

        // then: half of them, within six standard deviations
        assertThat(one).isBetween(400L, 600L);
    }

    @ParameterizedTest
    @CsvSource({
        "'IAB25', '', '', BLOCKED",
        "'IAB25-3', '', '', BLOCKED",
        "'IAB2', '', '', ",
        "'', 'a-1-ad.example', '', BLOCKED",
        "'', 'example', '', BLOCKED",
        "'', '1-ad.example', '', ",
        "'', '', 'a', BLOCKED",
        "'', '', 'b', ",
    })
    void servesNothingThatThePageBlocks(
            String category, String domain, String advertiser, String reason) {
        // given
        CatalogueCampaign campaign = SampleCampaign.of("a-1", 100, "shoes").build();
        campaign.getTargeting().getCategories().add("IAB25-3");
        serving.serves(campaign);

        // then
        Selection given = serving.select(blocking(set(category), set(domain), set(advertiser)));
        assertThat(given.noFillReason()).isEqualTo(reason);
        assertThat(given.placements()).hasSize(reason == null ? 1 : 0);
    }

    @Test
    void servesOnlyAdvertisersThatAreAllowed() {
        serving.serves(
                SampleCampaign.of("a-1", 300, "shoes").build(),
                SampleCampaign.of("b-1", 100, "shoes").build());

        assertThat(
                        campaigns(
                                with(
                                        query("shoes", NOON),
                                        new AdQuery.Blocks(
                                                Set.of(), Set.of(), Set.of(), Set.of("b")))))
                .containsExactly("b-1");
    }

    @Test
    void servesNobodyWhoseArmMayNotPayTheFloorAndNobodyAboveIt() {
        // given: all visitors are in an arm of 0.6
        serving.serves(
                SampleCampaign.of("a-1", 300, "shoes").build(),
                SampleCampaign.of("b-1", 300, "shoes").build(),
                SampleCampaign.of("c-1", 110, "shoes").build());
        serving.experiments(experiment("exp-1", 6_000));

        // when
        Selection given = serving.select(explained(slots(query("shoes", NOON), 3)));

        // then
        assertThat(given.placements())
                .extracting(Placement::priceMicros, Placement::ceilingMicros, Placement::arms)
                .containsExactly(
                        tuple(180 * WON, 180 * WON, List.of(new ExperimentArm("exp-1", "all"))),
                        tuple(70 * WON, 180 * WON, List.of(new ExperimentArm("exp-1", "all"))));
        assertThat(outcomes(given)).contains(tuple("c-1", CandidateOutcome.UNDER_FLOOR));
    }

    @Test
    void asksTheGatesInTheOrderOfRanksAndPricesByWhoIsLeft() {
        // given: the dearest has used up its day, the next one's advertiser has nothing left
        serving.serves(
                SampleCampaign.of("a-1", 500, "shoes").setDailyBudgetMicros(900 * WON).build(),
                SampleCampaign.of("b-1", 400, "shoes").build(),
                SampleCampaign.of("c-1", 300, "shoes").build(),
                SampleCampaign.of("d-1", 200, "shoes").build());
        serving.knows("a-1", TODAY, 850 * WON);
        serving.hasLeft("b", 69 * WON);

        // when
        Selection given = serving.select(explained(query("shoes", NOON)));

        // then
        assertThat(given.placements())
                .extracting(p -> p.campaign().campaignId(), Placement::priceMicros)
                .containsExactly(tuple("c-1", 210 * WON));
        assertThat(outcomes(given))
                .containsExactlyInAnyOrder(
                        tuple("a-1", CandidateOutcome.DAY_USED),
                        tuple("b-1", CandidateOutcome.BALANCE_USED),
                        tuple("c-1", CandidateOutcome.WON),
                        tuple("d-1", CandidateOutcome.LOST));
    }

    @Test
    void servesWhatABudgetCanPayThoughNotItsBidAndNobodyWhoCannotPayThePrice() {
        // given: both have 250 won left; a would have to pay 310 for the slot before b
        serving.serves(
                SampleCampaign.of("a-1", 500, "shoes").setDailyBudgetMicros(900 * WON).build(),
                SampleCampaign.of("b-1", 300, "shoes").setDailyBudgetMicros(900 * WON).build());
        serving.knows("a-1", TODAY, 650 * WON);
        serving.knows("b-1", TODAY, 650 * WON);

        // when
        Selection given = serving.select(explained(query("shoes", NOON)));

        // then
        assertThat(given.placements())
                .extracting(p -> p.campaign().campaignId(), Placement::priceMicros)
                .containsExactly(tuple("b-1", 70 * WON));
        assertThat(outcomes(given)).contains(tuple("a-1", CandidateOutcome.DAY_USED));
    }

    @Test
    void saysWhatStoppedTheOneThatCameFurthest() {
        assertThat(reason(query("shoes", NOON))).isEqualTo("CATALOGUE_EMPTY");

        serving.publishes(SampleCampaign.of("a-1", 100, "shoes").build());
        assertThat(reason(query("socks", NOON))).isEqualTo("NO_KEYWORD_OR_CATEGORY_MATCH");
        assertThat(reason(query("shoes", NOON))).isEqualTo("NO_RECORD");
        assertThat(reason(floor(query("shoes", NOON), 101 * WON))).isEqualTo("UNDER_FLOOR");

        CatalogueCampaign abroad = SampleCampaign.of("b-1", 100, "boots").build();
        abroad.getTargeting().getCountries().add("JP");
        serving.serves(abroad);
        assertThat(reason(query("boots", NOON))).isEqualTo("NO_TARGETING_MATCH");

        serving.serves(
                SampleCampaign.of("c-1", 100, "hats")
                        .setPauseCauses(List.of(PauseCause.USER))
                        .build());
        assertThat(reason(query("hats", NOON))).isEqualTo("PAUSED");

        serving.serves(SampleCampaign.of("d-1", 100, "caps").build());
        serving.knows("d-1", TODAY, 1_000_000 * WON);
        assertThat(reason(query("caps", NOON))).isEqualTo("NO_BUDGET");
    }

    @Test
    void showsAVisitorNoMoreThanTheCapAllows() {
        // given
        serving.serves(
                SampleCampaign.of("a-1", 300, "shoes")
                        .setFrequencyCap(new FrequencyCap(2, 24))
                        .build(),
                SampleCampaign.of("b-1", 100, "shoes").build());
        AdQuery query = query("shoes", NOON);

        // then
        assertThat(campaigns(query)).containsExactly("a-1");
        assertThat(campaigns(query)).containsExactly("a-1");
        assertThat(campaigns(query)).containsExactly("b-1");
        assertThat(outcomes(serving.select(explained(query))))
                .contains(tuple("a-1", CandidateOutcome.CAPPED));
    }

    @Test
    void countsATestNowhere() {
        // given
        serving.serves(
                SampleCampaign.of("a-1", 300, "shoes")
                        .setFrequencyCap(new FrequencyCap(1, 24))
                        .build());
        AdQuery test = test(query("shoes", NOON));

        // then
        assertThat(campaigns(test)).containsExactly("a-1");
        assertThat(campaigns(test)).containsExactly("a-1");
        assertThat(campaigns(query("shoes", NOON))).containsExactly("a-1");
        assertThat(reason(test)).isEqualTo("CAPPED");
    }

    @Test
    void letsAPacedCampaignWaitAndSaysSo() {
        // given: a campaign that begins its day passes a tenth of the requests
        serving.serves(SampleCampaign.of("a-1", 300, "shoes").setPacing(Pacing.EVEN).build());

        // when
        long paced = 0;
        for (int i = 0; i < 1_000; i++) {
            paced += "PACED".equals(reason(request(query("shoes", NOON), "r" + i))) ? 1 : 0;
        }

        // then
        assertThat(paced).isBetween(1L, 999L);
    }

    @Test
    void givesTheSameRequestTheSameAnswer() {
        // given
        CatalogueCampaign[] campaigns = new CatalogueCampaign[40];
        for (int i = 0; i < campaigns.length; i++) {
            campaigns[i] = SampleCampaign.of("v" + i + "-1", 100 + i % 3, "shoes").build();
        }
        serving.serves(campaigns);
        InMemoryServing other = new InMemoryServing(0);
        other.serves(campaigns);
        AdQuery query = explained(slots(query("shoes", NOON), 5));

        // then
        assertThat(told(serving.select(query))).isEqualTo(told(other.select(query)));
        assertThat(told(serving.select(request(query, "another"))))
                .isNotEqualTo(told(other.select(query)));
    }

    @Test
    void keepsTheShareOfAuctionsThatItShould() {
        // given
        InMemoryServing all = new InMemoryServing(1);
        CatalogueCampaign ended =
                SampleCampaign.of("c-1", 100, "shoes").setStatus(CampaignStatus.ENDED).build();
        all.serves(
                SampleCampaign.of("a-1", 300, "shoes").build(),
                SampleCampaign.of("b-1", 200, "shoes").build(),
                ended);

        // when
        Selection given = all.select(query("shoes", NOON));
        all.select(test(query("shoes", NOON)));

        // then
        assertThat(given.trace()).as("nobody asked").isNull();
        assertThat(all.traces).hasSize(1);
        AuctionTraced trace = all.traces.get(0);
        assertThat(trace.getCatalogueVersion()).isEqualTo(7);
        assertThat(trace.getFloorMicros()).isEqualTo(70 * WON);
        assertThat(trace.getCandidates())
                .containsExactly(
                        TracedCandidate.newBuilder()
                                .setAdvertiserId("a")
                                .setCampaignId("a-1")
                                .setAdId("a-1-ad")
                                .setOutcome(CandidateOutcome.WON)
                                .setBidMicros(300 * WON)
                                .setQualityE4(50_000)
                                .setSlot(1)
                                .setPriceMicros(210 * WON)
                                .setClickId(given.placements().get(0).clickId())
                                .setOtherCampaignId("b-1")
                                .build(),
                        TracedCandidate.newBuilder()
                                .setAdvertiserId("b")
                                .setCampaignId("b-1")
                                .setAdId("b-1-ad")
                                .setOutcome(CandidateOutcome.LOST)
                                .setBidMicros(200 * WON)
                                .setQualityE4(50_000)
                                .setOtherCampaignId("a-1")
                                .build());
        assertThat(serving.traces).isEmpty();
    }

    private static CatalogueExperiment experiment(String id, long multiplierE4) {
        return new CatalogueExperiment(
                id,
                "default",
                List.of(new PriceArm("all", 1, multiplierE4)),
                NOON.minusSeconds(2),
                NOON.minusSeconds(1),
                null,
                8L);
    }

    private List<String> campaigns(AdQuery query) {
        return serving.select(query).placements().stream()
                .map(p -> p.campaign().campaignId())
                .toList();
    }

    private List<String> ads(AdQuery query) {
        return serving.select(query).placements().stream().map(p -> p.ad().adId()).toList();
    }

    private String reason(AdQuery query) {
        return serving.select(query).noFillReason();
    }

    /** Everything but click ids, which are minted. */
    private static List<String> told(Selection selection) {
        return selection.trace().getCandidates().stream()
                .map(c -> TracedCandidate.newBuilder(c).setClickId(null).build().toString())
                .toList();
    }

    private static List<Tuple> outcomes(Selection selection) {
        return selection.trace().getCandidates().stream()
                .map(c -> tuple(c.getCampaignId(), c.getOutcome()))
                .toList();
    }

    private static Set<String> set(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text);
    }

    private static AdQuery blocking(
            Set<String> categories, Set<String> domains, Set<String> advertisers) {
        return with(
                query("shoes", NOON), new AdQuery.Blocks(categories, domains, advertisers, null));
    }

    private static AdQuery slots(AdQuery q, int slots) {
        return with(q, q.requestId(), slots, q.floorMicros(), q.blocks(), q.test(), q.explain());
    }

    private static AdQuery floor(AdQuery q, long micros) {
        return with(q, q.requestId(), q.slots(), micros, q.blocks(), q.test(), q.explain());
    }

    private static AdQuery request(AdQuery q, String id) {
        return with(q, id, q.slots(), q.floorMicros(), q.blocks(), q.test(), q.explain());
    }

    private static AdQuery with(AdQuery q, AdQuery.Blocks blocks) {
        return with(q, q.requestId(), q.slots(), q.floorMicros(), blocks, q.test(), q.explain());
    }

    private static AdQuery test(AdQuery q) {
        return with(q, q.requestId(), q.slots(), q.floorMicros(), q.blocks(), true, q.explain());
    }

    private static AdQuery explained(AdQuery q) {
        return with(q, q.requestId(), q.slots(), q.floorMicros(), q.blocks(), q.test(), true);
    }

    private static AdQuery with(
            AdQuery q,
            String requestId,
            int slots,
            long floorMicros,
            AdQuery.Blocks blocks,
            boolean test,
            boolean explain) {
        return new AdQuery(
                requestId,
                q.queries(),
                q.categories(),
                slots,
                floorMicros,
                q.country(),
                q.device(),
                q.visitor(),
                blocks,
                test,
                explain,
                q.countsAtServing(),
                q.at());
    }
}
