package io.recount.command.serving.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.PauseCause;
import io.recount.event.Targeting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * The index gives what asking every campaign gives, whatever was changed in whichever order, over
 * the few words, places and hours at which everything meets.
 */
class CataloguePropertiesTest {
    private static final List<String> WORDS = List.of("red", "shoes", "겨울", "등산화", "e-bike");
    private static final List<String> ZONES = List.of("Asia/Kolkata", "UTC");
    private static final List<PauseCause> CAUSES = List.of(PauseCause.values());
    private static final Instant MIDNIGHT_KST = Instant.parse("2026-11-15T15:00:00Z");
    private static final int ADVERTISERS = 6;
    private static final int CAMPAIGNS = 12;

    private final BruteForce truth = new BruteForce();
    private long position;

    @BeforeTry
    void forget() {
        truth.campaigns.clear();
        truth.advertisers.clear();
    }

    @Property(tries = 300)
    void theIndexFindsWhatAskingEveryCampaignFinds(@ForAll Random random) {
        // Small enough that the index is made anew all the time.
        Catalogue catalogue = new Catalogue(Duration.ofMinutes(30), Clock.systemUTC(), 3);
        for (int change = 0; change < 25; change++) {
            // when
            if (random.nextInt(8) == 0) {
                reload(catalogue, random);
            } else {
                catalogue.update(changes(random));
            }

            // then
            for (int i = 0; i < 4; i++) {
                MatchQuery query = query(random);
                assertThat(matching(catalogue.snapshot(), query))
                        .as("%s over %s", query, truth.campaigns)
                        .containsExactlyInAnyOrderElementsOf(truth.matching(query));
                assertThat(explained(catalogue.snapshot(), query))
                        .as("%s over %s", query, truth.campaigns)
                        .isEqualTo(truth.explained(query));
            }
        }
    }

    @Property(tries = 100)
    void aSnapshotSeesNothingOfWhatCameLater(@ForAll Random random) {
        Catalogue catalogue = new Catalogue(Duration.ofMinutes(30), Clock.systemUTC(), 3);
        IntStream.range(0, 10).forEach(i -> catalogue.update(changes(random)));
        Snapshot snapshot = catalogue.snapshot();
        List<MatchQuery> queries = Stream.generate(() -> query(random)).limit(5).toList();
        List<Map<String, String>> before =
                queries.stream().map(query -> explained(snapshot, query)).toList();

        // when
        IntStream.range(0, 20).forEach(i -> catalogue.update(changes(random)));

        // then
        assertThat(queries).extracting(query -> explained(snapshot, query)).isEqualTo(before);
    }

    /** Some that are new, some that change, a few that go, at times an advertiser that moves. */
    private Changes changes(Random random) {
        List<CatalogueCampaign> changed = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            CatalogueCampaign campaign = campaign(random);
            changed.add(campaign);
            truth.campaigns.put(campaign.getCampaignId(), campaign);
        }
        List<String> gone = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            String id = "c" + random.nextInt(CAMPAIGNS);
            gone.add(id);
            truth.campaigns.remove(id);
        }
        List<CatalogueAdvertiser> moved = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            CatalogueAdvertiser advertiser = advertiser(random);
            moved.add(advertiser);
            truth.advertisers.put(advertiser.getAdvertiserId(), advertiser);
        }
        return new Changes(changed, moved, List.of(), gone);
    }

    /**
     * Another catalogue in place of this one: of some campaigns an older state, others are gone.
     */
    private void reload(Catalogue catalogue, Random random) {
        truth.campaigns.keySet().removeIf(id -> random.nextInt(3) == 0);
        CatalogueCampaign older =
                CatalogueCampaign.newBuilder(campaign(random)).setPosition(1).build();
        truth.campaigns.put(older.getCampaignId(), older);
        catalogue.replaceAll(
                new Changes(
                        List.copyOf(truth.campaigns.values()),
                        List.copyOf(truth.advertisers.values()),
                        List.of(),
                        List.of()));
    }

    private CatalogueCampaign campaign(Random random) {
        int number = random.nextInt(CAMPAIGNS);
        Targeting targeting =
                Targeting.newBuilder()
                        .setKeywords(some(random, 3, () -> keyword(random)))
                        .setCategories(some(random, 1, () -> "cat" + random.nextInt(2)))
                        .setCountries(some(random, 1, () -> random.nextBoolean() ? "KR" : "US"))
                        .setDevices(some(random, 1, () -> random.nextBoolean() ? "mobile" : "tv"))
                        .setHours(random.nextInt(3) == 0 ? List.of(0, 1, 9, 10, 26) : List.of())
                        .build();
        PauseCause cause = CAUSES.get(random.nextInt(CAUSES.size()));
        boolean paused = random.nextInt(3) == 0;
        CatalogueAd ad =
                Entries.ad("ad" + number)
                        .setStatus(random.nextInt(5) == 0 ? AdStatus.PAUSED : AdStatus.ACTIVE)
                        .build();
        return CatalogueCampaign.newBuilder()
                .setCampaignId("c" + number)
                .setAdvertiserId("a" + number % ADVERTISERS)
                .setStatus(random.nextInt(5) == 0 ? anyStatus(random) : CampaignStatus.ACTIVE)
                .setMaxCpcMicros(1)
                .setTargeting(targeting)
                .setTimeZone("Asia/Seoul")
                .setAds(List.of(ad))
                .setPauseCauses(paused ? List.of(cause) : List.of())
                .setPausedDay(paused && cause == PauseCause.DAY ? MIDNIGHT_KST : null)
                .setPosition(++position)
                .build();
    }

    private static CampaignStatus anyStatus(Random random) {
        return random.nextBoolean() ? CampaignStatus.DRAFT : CampaignStatus.ENDED;
    }

    private CatalogueAdvertiser advertiser(Random random) {
        boolean changes = random.nextBoolean();
        return CatalogueAdvertiser.newBuilder()
                .setAdvertiserId("a" + random.nextInt(ADVERTISERS))
                // A day that is used up began in Seoul: it is known as such a day before the move.
                .setTimeZone(changes ? ZONES.get(random.nextInt(ZONES.size())) : "Asia/Seoul")
                .setZoneBefore(changes ? "Asia/Seoul" : null)
                .setZoneFrom(
                        changes
                                ? MIDNIGHT_KST.plus(Duration.ofMinutes(30L + random.nextInt(2_000)))
                                : null)
                .setPosition(++position)
                .build();
    }

    private static String keyword(Random random) {
        String words = words(random, 1 + random.nextInt(2));
        String sign = random.nextInt(5) == 0 ? "-" : "";
        return switch (random.nextInt(3)) {
            case 0 -> sign + words;
            case 1 -> sign + '"' + words + '"';
            default -> sign + '[' + words + ']';
        };
    }

    private static String words(Random random, int number) {
        return String.join(
                " ",
                Stream.generate(() -> WORDS.get(random.nextInt(WORDS.size())))
                        .limit(number)
                        .toList());
    }

    private static MatchQuery query(Random random) {
        return new MatchQuery(
                some(random, 2, () -> words(random, 1 + random.nextInt(4))),
                some(random, 1, () -> "cat" + random.nextInt(3)),
                random.nextInt(4) == 0 ? null : "KR",
                random.nextInt(4) == 0 ? null : "mobile",
                MIDNIGHT_KST.plus(Duration.ofMinutes(random.nextInt(3 * 24 * 60))));
    }

    private static List<String> some(Random random, int most, Supplier<String> one) {
        return Stream.generate(one).limit(random.nextInt(most + 1)).distinct().toList();
    }

    private static List<String> matching(Snapshot snapshot, MatchQuery query) {
        List<String> found = new ArrayList<>();
        snapshot.match(
                query, (slot, bid, quality) -> found.add(snapshot.campaign(slot).campaignId()));
        return found;
    }

    private static Map<String, String> explained(Snapshot snapshot, MatchQuery query) {
        Map<String, String> explained = new HashMap<>();
        snapshot.explain(
                query,
                Integer.MAX_VALUE,
                (campaign, why) ->
                        explained.put(campaign.campaignId(), why == null ? "MATCHES" : why.name()));
        return explained;
    }
}
