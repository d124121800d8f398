package io.recount.command.serving;

import static io.recount.command.serving.InMemoryServing.WON;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.AdStatus;
import io.recount.event.AuctionTraced;
import io.recount.event.CampaignStatus;
import io.recount.event.CandidateOutcome;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.event.PauseCause;
import io.recount.event.PriceArm;
import io.recount.event.TracedCandidate;
import io.recount.rules.BudgetDay;
import io.recount.rules.auction.Auction;
import io.recount.rules.auction.AuctionTerms;
import io.recount.rules.auction.Fate;
import io.recount.rules.auction.Offer;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The whole of serving, index and gates and all, against looking at every campaign. */
class AdServerPropertiesTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final long TODAY =
            BudgetDay.startOf(NOON, ZoneId.of("Asia/Seoul")).toEpochMilli();
    private static final List<String> WORDS = List.of("red", "shoes", "신발", "boots", "sale");
    private static final List<String> COUNTRIES = List.of("KR", "JP");

    @Property(tries = 10_000)
    void hasTheWinnersAndPricesOfLookingAtAllCampaigns(@ForAll long seed) {
        // given
        Market market = new Market(seed);
        AdQuery query = market.query(false);

        // when
        Selection given = market.serving.select(query);

        // then
        assertThat(
                        given.placements().stream()
                                .map(p -> p.campaign().campaignId() + "@" + p.priceMicros()))
                .isEqualTo(market.all.winners(query));
        assertThat(given.noFillReason() == null).isEqualTo(!given.placements().isEmpty());
    }

    @Property(tries = 3_000)
    void tellsTheFateOfEveryCandidateOnceAndItsTraceRunsAgain(@ForAll long seed) {
        // given
        Market market = new Market(seed);
        AdQuery query = market.query(true);

        // when
        Selection given = market.serving.select(query);

        // then: everyone once, and the winners are those that were placed
        AuctionTraced trace = given.trace();
        assertThat(trace.getCandidates())
                .extracting(TracedCandidate::getCampaignId)
                .doesNotHaveDuplicates()
                .containsAll(market.askedFor(query));
        assertThat(trace.getCandidates().stream().filter(c -> c.getSlot() != null).toList())
                .extracting(c -> c.getSlot() + c.getClickId() + c.getPriceMicros())
                .containsExactlyElementsOf(
                        given.placements().stream()
                                .map(p -> p.slot() + p.clickId() + p.priceMicros())
                                .toList());

        // and: what took part gives the same again
        assertThat(rerun(trace)).isEqualTo(told(trace));
    }

    private static final Set<CandidateOutcome> TOOK_PART =
            Set.of(
                    CandidateOutcome.WON,
                    CandidateOutcome.LOST,
                    CandidateOutcome.SAME_ADVERTISER,
                    CandidateOutcome.UNDER_FLOOR);

    private static Set<String> rerun(AuctionTraced trace) {
        List<Offer> offers =
                trace.getCandidates().stream()
                        .filter(c -> TOOK_PART.contains(c.getOutcome()))
                        .map(Offer::of)
                        .toList();
        AuctionTerms terms =
                new AuctionTerms(
                        trace.getRequestId(),
                        trace.getSlots(),
                        trace.getFloorMicros(),
                        10 * WON,
                        true);
        Set<String> told = new HashSet<>();
        for (Fate<Offer> fate : Auction.fates(offers, terms)) {
            told.add(
                    fate.bid().campaignId()
                            + fate.outcome()
                            + (fate.win() == null ? null : fate.win().priceMicros())
                            + (fate.other() == null ? null : fate.other().campaignId()));
        }
        return told;
    }

    private static Set<String> told(AuctionTraced trace) {
        Set<String> told = new HashSet<>();
        for (TracedCandidate c : trace.getCandidates()) {
            if (TOOK_PART.contains(c.getOutcome())) {
                told.add(
                        c.getCampaignId()
                                + c.getOutcome()
                                + c.getPriceMicros()
                                + c.getOtherCampaignId());
            }
        }
        return told;
    }

    /** A random catalogue with budgets in all states, and requests for it. */
    private static final class Market {
        final InMemoryServing serving = new InMemoryServing(0);
        final AllCandidates all;
        private final Random random;
        private final List<CatalogueCampaign> campaigns = new ArrayList<>();

        Market(long seed) {
            random = new Random(seed);
            Map<String, Long> spent = new HashMap<>();
            Map<String, Long> left = new HashMap<>();
            int size = random.nextInt(40);
            for (int i = 0; i < size; i++) {
                CatalogueCampaign campaign = campaign(i);
                campaigns.add(campaign);
                know(campaign, spent, left);
            }
            serving.publishes(campaigns.toArray(CatalogueCampaign[]::new));
            long armE4 = random.nextBoolean() ? 10_000 : 2_000 + random.nextInt(20_000);
            if (armE4 != 10_000) {
                serving.experiments(
                        new CatalogueExperiment(
                                "exp-1",
                                "default",
                                List.of(new PriceArm("all", 1, armE4)),
                                NOON,
                                NOON,
                                null,
                                1L));
            }
            all = new AllCandidates(campaigns, spent, left, armE4);
        }

        private void know(
                CatalogueCampaign campaign, Map<String, Long> spent, Map<String, Long> left) {
            if (random.nextInt(10) > 0) {
                long micros = random.nextInt(2_000) * WON;
                long day = random.nextInt(5) > 0 ? TODAY : TODAY - 86_400_000L;
                serving.knows(campaign.getCampaignId(), day, micros);
                spent.put(campaign.getCampaignId(), day == TODAY ? micros : 0);
            }
            if (!left.containsKey(campaign.getAdvertiserId()) && random.nextInt(10) > 0) {
                long micros = random.nextInt(3) > 0 ? 1_000_000 * WON : random.nextInt(500) * WON;
                serving.hasLeft(campaign.getAdvertiserId(), micros);
                left.put(campaign.getAdvertiserId(), micros);
            }
        }

        private CatalogueCampaign campaign(int n) {
            // Odd micros, so that no two scores are equal: which of those comes first is a hash's.
            long bidMicros = 50 * WON + random.nextInt(500) * WON + random.nextInt(1_000_000);
            CatalogueCampaign campaign =
                    SampleCampaign.of("v" + random.nextInt(12) + "-" + n, 0, some(WORDS))
                            .setMaxCpcMicros(bidMicros)
                            .setStatus(
                                    random.nextInt(10) == 0
                                            ? CampaignStatus.DRAFT
                                            : CampaignStatus.ACTIVE)
                            .setPauseCauses(
                                    random.nextInt(10) == 0 ? List.of(PauseCause.USER) : List.of())
                            .setDailyBudgetMicros(1 + random.nextInt(2_500) * WON)
                            .setAds(ads(n))
                            .build();
            campaign.getTargeting().getCategories().addAll(List.of(some(List.of("IAB1", "IAB2"))));
            if (random.nextInt(3) == 0) {
                campaign.getTargeting().getCountries().addAll(List.of(some(COUNTRIES)));
            }
            return campaign;
        }

        private List<CatalogueAd> ads(int n) {
            List<CatalogueAd> ads = new ArrayList<>();
            int size = random.nextInt(4);
            for (int i = 0; i < size; i++) {
                long quality = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(100_000);
                ads.add(
                        CatalogueAd.newBuilder(SampleCampaign.ad("ad" + n + i, quality))
                                .setStatus(
                                        random.nextInt(5) == 0 ? AdStatus.PAUSED : AdStatus.ACTIVE)
                                .build());
            }
            return ads;
        }

        private String[] some(List<String> of) {
            return of.stream().filter(one -> random.nextInt(3) == 0).toArray(String[]::new);
        }

        AdQuery query(boolean explain) {
            return new AdQuery(
                    "request-" + random.nextInt(1_000),
                    List.of(WORDS.get(random.nextInt(5)) + " " + WORDS.get(random.nextInt(5))),
                    List.of(some(List.of("IAB1", "IAB2"))),
                    1 + random.nextInt(5),
                    random.nextInt(3) == 0 ? random.nextInt(300) * WON : 0,
                    random.nextInt(4) == 0 ? null : COUNTRIES.get(random.nextInt(2)),
                    null,
                    "visitor",
                    new AdQuery.Blocks(
                            random.nextInt(5) == 0 ? Set.of("IAB2") : Set.of(),
                            Set.of(),
                            Set.of(),
                            null),
                    false,
                    explain,
                    true,
                    NOON);
        }

        /** Drafts aside, which nobody is told of. */
        List<String> askedFor(AdQuery query) {
            Set<String> words = Set.copyOf(List.of(query.queries().get(0).split(" ")));
            return campaigns.stream()
                    .filter(c -> c.getStatus() == CampaignStatus.ACTIVE)
                    .filter(
                            c ->
                                    c.getTargeting().getKeywords().stream()
                                                    .anyMatch(words::contains)
                                            || c.getTargeting().getCategories().stream()
                                                    .anyMatch(query.categories()::contains))
                    .map(CatalogueCampaign::getCampaignId)
                    .toList();
        }
    }
}
