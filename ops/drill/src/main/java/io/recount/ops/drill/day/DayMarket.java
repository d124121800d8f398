package io.recount.ops.drill.day;

import io.recount.ops.drill.zone.DrillZones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Advertisers in three zones, of which one has clocks that changed today each way: in each a rich
 * one, and a careful one whose day's budget is used up long before his midnight.
 */
final class DayMarket {
    private static final long WON = 1_000_000;
    private static final long LEAST_BID = 150 * WON;
    private static final long MOST_BID = 350 * WON;

    /** Above all others: it is shown wherever it is asked for. */
    private static final long CAREFUL_BID = 400 * WON;

    private static final long AMPLE = 10_000_000 * WON;

    private static final long CAREFUL_DAY = 20 * CAREFUL_BID;

    /**
     * At the usual 95 % a pause need not come before midnight: the rest of a budget is served one
     * ad at a time, each when the one before is hardly clicked any more.
     */
    private static final int CAREFUL_PERCENT = 75;

    private static final int USUAL_PERCENT = 95;

    private static final long PAID_IN = 2_000_000 * WON;
    private static final long PAID_OUT = 123_456_789;
    private static final List<Duration> LENGTHS =
            List.of(Duration.ofHours(24), Duration.ofHours(23), Duration.ofHours(25));
    private static final int ADS = 3;
    private static final int WORDS = 6;
    private static final int WORDS_OF_EACH = 3;

    private final Web web;
    private final String api;
    private final SplittableRandom random;
    private final List<String> words = new ArrayList<>();
    private final List<Advertiser> advertisers = new ArrayList<>();

    /**
     * Somebody, and his own accounts.
     *
     * @param midnight when his day ends
     * @param length of that day
     */
    record Advertiser(
            String id,
            ZoneId zone,
            Instant midnight,
            Duration length,
            List<Campaign> campaigns,
            long paidInMicros,
            long paidOutMicros) {}

    /**
     * What one can click.
     *
     * @param careful its day's budget is small
     */
    record Campaign(String id, String advertiserId, boolean careful) {}

    private DayMarket(Web web, String api, SplittableRandom random) {
        this.web = web;
        this.api = api;
        this.random = random;
        String own = "day" + Long.toUnsignedString(random.nextLong(), 36);
        for (int i = 0; i < WORDS; i++) {
            words.add(own + "x" + i);
        }
    }

    /** Midnights come one minute after the other, from the first on. */
    static DayMarket open(Web web, String api, Instant firstMidnight, SplittableRandom random) {
        DayMarket market = new DayMarket(web, api, random);
        Instant midnight = firstMidnight;
        for (Duration length : LENGTHS) {
            ZoneId zone = DrillZones.ending(midnight, length);
            market.add(zone, midnight, length, List.of(false, false));
            market.add(zone, midnight, length, List.of(true));
            midnight = midnight.plus(Duration.ofMinutes(1));
        }
        return market;
    }

    /** What can be searched for. */
    List<String> words() {
        return List.copyOf(words);
    }

    List<Advertiser> advertisers() {
        return List.copyOf(advertisers);
    }

    Instant lastMidnight() {
        return advertisers.get(advertisers.size() - 1).midnight();
    }

    /** The advertiser whose campaign it is. */
    Advertiser ownerOf(Campaign campaign) {
        return advertisers.stream()
                .filter(one -> one.id().equals(campaign.advertiserId()))
                .findFirst()
                .orElseThrow();
    }

    List<Campaign> careful() {
        return advertisers.stream()
                .flatMap(one -> one.campaigns().stream())
                .filter(Campaign::careful)
                .toList();
    }

    private void add(ZoneId zone, Instant midnight, Duration length, List<Boolean> careful) {
        String id =
                web.post(
                                api + "/v1/advertisers",
                                Map.of(
                                        "name",
                                        "Day of " + length.toHours() + " h",
                                        "currency",
                                        "KRW",
                                        "timeZone",
                                        zone.getId()))
                        .path("advertiserId")
                        .asText();
        String funds = api + "/v1/advertisers/" + id;
        web.post(funds + "/deposits", Map.of("amountMicros", PAID_IN, "reference", "paid in"));
        web.post(funds + "/refunds", Map.of("amountMicros", PAID_OUT, "reference", "paid out"));
        List<Campaign> campaigns = careful.stream().map(one -> campaign(id, one)).toList();
        advertisers.add(new Advertiser(id, zone, midnight, length, campaigns, PAID_IN, PAID_OUT));
    }

    private Campaign campaign(String advertiserId, boolean careful) {
        String id =
                web.post(
                                api + "/v1/campaigns",
                                Map.of(
                                        "advertiserId",
                                        advertiserId,
                                        "name",
                                        careful ? "Careful" : "Rich",
                                        "maxCpcMicros",
                                        careful
                                                ? CAREFUL_BID
                                                : random.nextLong(LEAST_BID, MOST_BID),
                                        "dailyBudgetMicros",
                                        careful ? CAREFUL_DAY : AMPLE,
                                        "autoPausePercent",
                                        careful ? CAREFUL_PERCENT : USUAL_PERCENT,
                                        "targeting",
                                        Map.of("keywords", some(), "categories", List.of())))
                        .path("campaignId")
                        .asText();
        for (int ad = 0; ad < ADS; ad++) {
            web.post(
                    api + "/v1/campaigns/" + id + "/ads",
                    Map.of(
                            "title",
                            "Ad " + ad,
                            "description",
                            "Clicked by people and by bots.",
                            "landingUrl",
                            "https://example.com/" + id,
                            "displayUrl",
                            "example.com"));
        }
        web.post(api + "/v1/campaigns/" + id + "/activate", Map.of());
        return new Campaign(id, advertiserId, careful);
    }

    private List<String> some() {
        List<String> left = new ArrayList<>(words);
        while (left.size() > WORDS_OF_EACH) {
            left.remove(random.nextInt(left.size()));
        }
        return left;
    }
}
