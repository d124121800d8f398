package io.recount.ops.drill.load;

import io.recount.ops.local.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * The advertisers of one drill: a hot one whose campaigns take every second search, some ordinary
 * ones, and two whose money runs out while the drill goes on, by balance and by the day's budget.
 */
public final class Market {
    private static final long WON = 1_000_000;
    static final long BID_MICROS = 300 * WON;
    private static final long AMPLE = 900_000_000 * WON;

    /** More than all budgets of its campaigns. */
    private static final long RICH = 4 * AMPLE;

    private static final int HOT_CAMPAIGNS = 4;
    private static final int ORDINARY = 4;

    private static final int BUSY = 503;

    /** An instance that was started a moment ago may be slow to take its first command. */
    private static final int TRIES = 10;

    private final CommandApi api;
    private final String word =
            "w" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);

    private Market(CommandApi api) {
        this.api = api;
    }

    public static Market open(CommandApi api) throws IOException {
        Market market = new Market(api);
        String hot = market.advertiser("Hot", RICH);
        for (int i = 0; i < HOT_CAMPAIGNS; i++) {
            market.campaign(hot, market.hotWord(), AMPLE);
        }
        for (int i = 0; i < ORDINARY; i++) {
            market.campaign(market.advertiser("Ordinary", RICH), market.coldWord(), AMPLE);
        }
        market.campaign(market.advertiser("Poor", 60 * BID_MICROS), market.coldWord(), AMPLE);
        market.campaign(market.advertiser("Careful", RICH), market.coldWord(), 60 * BID_MICROS);
        return market;
    }

    /**
     * Advertisers with a campaign each whose day is used up after so many clicks; all bid alike.
     */
    static Market ofSmallBudgets(CommandApi api, int campaigns, int clicks) throws IOException {
        Market market = new Market(api);
        for (int i = 0; i < campaigns; i++) {
            market.campaign(
                    market.advertiser("Small", RICH), market.coldWord(), clicks * BID_MICROS);
        }
        return market;
    }

    /** Finds the hot advertiser's campaigns. */
    String hotWord() {
        return word + "hot";
    }

    /** Finds everybody else's. */
    String coldWord() {
        return word + "cold";
    }

    /** Campaigns that one search of that word can show. */
    int campaigns(String searched) {
        return searched.equals(hotWord()) ? HOT_CAMPAIGNS : ORDINARY + 2;
    }

    private String advertiser(String name, long balanceMicros) throws IOException {
        String id =
                post(
                                "/v1/advertisers",
                                Map.of("name", name, "currency", "KRW", "timeZone", "Asia/Seoul"))
                        .field("advertiserId");
        post(
                        "/v1/advertisers/" + id + "/deposits",
                        Map.of("amountMicros", balanceMicros, "reference", "drill"))
                .field("balanceMicros");
        return id;
    }

    private void campaign(String advertiserId, String keyword, long dailyMicros)
            throws IOException {
        String id =
                post(
                                "/v1/campaigns",
                                Map.of(
                                        "advertiserId",
                                        advertiserId,
                                        "name",
                                        "Drill",
                                        "maxCpcMicros",
                                        BID_MICROS,
                                        "dailyBudgetMicros",
                                        dailyMicros,
                                        "autoPausePercent",
                                        100,
                                        "targeting",
                                        Map.of(
                                                "keywords",
                                                List.of(keyword),
                                                "categories",
                                                List.of())))
                        .field("campaignId");
        post(
                        "/v1/campaigns/" + id + "/ads",
                        Map.of(
                                "title",
                                "Drill",
                                "description",
                                "Clicked while things break.",
                                "landingUrl",
                                "https://example.com/" + id,
                                "displayUrl",
                                "example.com"))
                .field("adId");
        post("/v1/campaigns/" + id + "/activate", Map.of()).field("status");
    }

    private CommandApi.Answer post(String path, Object body) throws IOException {
        CommandApi.Answer answer = api.post(path, Settings.OPERATOR_KEY, body);
        for (int tries = 1; answer.status() == BUSY && tries < TRIES; tries++) {
            answer = api.post(path, Settings.OPERATOR_KEY, body); // Nothing was done.
        }
        return answer;
    }
}
