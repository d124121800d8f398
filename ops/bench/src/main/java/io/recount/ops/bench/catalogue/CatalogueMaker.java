package io.recount.ops.bench.catalogue;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.PauseCause;
import io.recount.event.Targeting;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import io.recount.rules.BudgetDay;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A market of advertisers with five campaigns each, three ads and eight keywords a campaign on
 * average: the same one for the same seed. One campaign in a hundred has budget for one more click.
 */
public final class CatalogueMaker {
    private static final int CAMPAIGNS_OF_AN_ADVERTISER = 5;
    private static final long WON = 1_000_000;
    private static final String ZONE = "Asia/Seoul";
    private static final List<String> DEVICES = List.of("mobile", "desktop", "tablet");
    private static final List<String> ABROAD = List.of("US", "JP", "VN", "DE");

    private final long seed;
    private final int campaigns;
    private final Phrases phrases;

    public CatalogueMaker(long seed, int campaigns) {
        this.seed = seed;
        this.campaigns = campaigns;
        this.phrases = new Phrases(seed);
    }

    /** What a visitor asks. */
    public record Ask(String query, String country, String device) {}

    public Ask ask(Random random) {
        StringBuilder query = new StringBuilder(phrases.asked(random));
        if (random.nextInt(3) == 0) {
            query.append(' ').append(phrases.anyWord(random));
        }
        return new Ask(
                query.toString(),
                random.nextInt(20) == 0 ? ABROAD.get(random.nextInt(ABROAD.size())) : "KR",
                random.nextInt(4) == 0 ? "desktop" : "mobile");
    }

    public int campaigns() {
        return campaigns;
    }

    public int advertisers() {
        return (campaigns + CAMPAIGNS_OF_AN_ADVERTISER - 1) / CAMPAIGNS_OF_AN_ADVERTISER;
    }

    public CatalogueAdvertiser advertiser(int number) {
        return CatalogueAdvertiser.newBuilder()
                .setAdvertiserId(advertiserId(number))
                .setTimeZone(ZONE)
                .setPosition(number + 1L)
                .build();
    }

    private static String advertiserId(int number) {
        return String.format(Locale.ROOT, "%013x", number);
    }

    /** The campaign as it is in that revision of it, from 0. */
    public CatalogueCampaign campaign(int number, int revision) {
        Random random = new Random(seed * 1_000_003 + number);
        String advertiser = advertiserId(number / CAMPAIGNS_OF_AN_ADVERTISER);
        String id = String.format(Locale.ROOT, "%s-%013x", advertiser, number);
        List<PauseCause> pauses =
                random.nextInt(10) == 0 ? List.of(PauseCause.USER) : List.<PauseCause>of();
        long bid = bidMicros(random);
        return CatalogueCampaign.newBuilder()
                .setCampaignId(id)
                .setAdvertiserId(advertiser)
                .setStatus(CampaignStatus.ACTIVE)
                .setMaxCpcMicros(bid + revision * 10L * WON)
                .setTargeting(targeting(random))
                .setFrequencyCap(random.nextInt(10) < 3 ? new FrequencyCap(3, 24) : null)
                .setPacing(random.nextInt(10) < 4 ? Pacing.EVEN : Pacing.ASAP)
                .setTimeZone(ZONE)
                .setAds(ads(random, id))
                .setPauseCauses(pauses)
                .setPosition((long) (revision + 1) * campaigns + number)
                .setDailyBudgetMicros((20 + random.nextInt(980)) * 1_000L * WON)
                .setTotalBudgetMicros(random.nextInt(3) == 0 ? 50_000_000 * WON : null)
                .setAutoPausePercent(100)
                .build();
    }

    /** 70 to about 3,000 won, most of them under 400. */
    private static long bidMicros(Random random) {
        double won = 70 + 130 * Math.exp(random.nextGaussian());
        return Math.min(3_000, Math.round(won / 10) * 10) * WON;
    }

    private Targeting targeting(Random random) {
        Stream<String> wanted = Stream.generate(() -> keyword(random)).limit(4 + random.nextInt(9));
        Stream<String> unwanted =
                random.nextInt(8) == 0 ? Stream.of("-" + phrases.anyWord(random)) : Stream.of();
        return Targeting.newBuilder()
                .setKeywords(Stream.concat(wanted, unwanted).distinct().toList())
                .setCategories(
                        random.nextInt(4) == 0 ? List.of("IAB" + random.nextInt(400)) : List.of())
                .setCountries(countries(random))
                .setDevices(
                        random.nextInt(10) < 3
                                ? List.of(DEVICES.get(random.nextInt(DEVICES.size())))
                                : List.of())
                .setHours(random.nextInt(10) < 3 ? workingHours() : List.of())
                .build();
    }

    /** Most are broad, as most advertisers leave them. */
    private String keyword(Random random) {
        String phrase = phrases.chosen(random);
        return switch (random.nextInt(20)) {
            case 0, 1, 2 -> "[" + phrase + "]";
            case 3, 4, 5, 6, 7 -> '"' + phrase + '"';
            default -> phrase;
        };
    }

    private static List<String> countries(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> ABROAD;
            case 1, 2, 3 -> List.of();
            default -> List.of("KR");
        };
    }

    private static List<Integer> workingHours() {
        return IntStream.range(0, 5)
                .flatMap(day -> IntStream.range(8, 22).map(hour -> day * 24 + hour))
                .boxed()
                .toList();
    }

    private List<CatalogueAd> ads(Random random, String campaignId) {
        List<CatalogueAd> ads = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            String adId = campaignId.substring(0, campaignId.length() - 1) + "a" + i;
            String site = phrases.anyWord(random);
            ads.add(
                    CatalogueAd.newBuilder()
                            .setAdId(adId)
                            .setTitle(phrases.chosen(random) + " " + phrases.anyWord(random))
                            .setDescription(
                                    String.join(
                                            " ",
                                            Stream.generate(() -> phrases.anyWord(random))
                                                    .limit(8)
                                                    .toList()))
                            .setLandingUrl("https://shop.example/" + adId + "?utm=" + i)
                            .setDisplayUrl(site + ".example")
                            .setImageUrl(
                                    random.nextBoolean()
                                            ? "https://img.example/" + adId + ".jpg"
                                            : null)
                            .setStatus(random.nextInt(10) == 0 ? AdStatus.PAUSED : AdStatus.ACTIVE)
                            .setQualityE4(
                                    random.nextInt(5) == 0 ? 0 : 20_000L + random.nextInt(70_000))
                            .build());
        }
        return ads;
    }

    /**
     * What it spent today and ever, of some far below the budget, of one in a hundred just below.
     */
    CounterRecord spend(CatalogueCampaign campaign, Instant at) {
        Random random = new Random(seed + campaign.getPosition());
        long daily = campaign.getDailyBudgetMicros();
        long spent =
                random.nextInt(100) == 0
                        ? daily - campaign.getMaxCpcMicros()
                        : Math.round(daily * 0.5 * random.nextDouble());
        long day = BudgetDay.startOf(at, ZoneId.of(ZONE)).toEpochMilli();
        return new CounterRecord(
                RedisKeys.campaignDay(campaign.getCampaignId()),
                campaign.getPosition(),
                Map.of(
                        CounterRecord.DAY,
                        day,
                        CounterRecord.SPENT,
                        spent,
                        CounterRecord.CLICKS,
                        spent / campaign.getMaxCpcMicros(),
                        CounterRecord.TOTAL,
                        spent * 3));
    }

    CounterRecord balance(int advertiser) {
        return new CounterRecord(
                RedisKeys.advertiserBalance(advertiserId(advertiser)),
                advertiser + 1L,
                Map.of(CounterRecord.BALANCE, 100_000_000 * WON));
    }
}
