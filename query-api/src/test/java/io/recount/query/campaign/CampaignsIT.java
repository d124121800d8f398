package io.recount.query.campaign;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.query.Marketplace;
import io.recount.query.QueryApi;
import io.recount.query.TestDatabase;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Advertisers, campaigns and ads as they are answered. */
class CampaignsIT {
    private static TestDatabase database;
    private static Marketplace marketplace;
    private static List<String> campaigns;
    private static String ad;
    private static QueryApi api;

    @BeforeAll
    static void open() {
        database = TestDatabase.migrated();
        marketplace = new Marketplace(database);
        campaigns = marketplace.open(QueryApi.now());
        ad = marketplace.ad(campaigns.get(0), "따뜻한 겨울");
        api = QueryApi.start(database);
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @Test
    void showsAnAdvertiserWithBalanceTodaysSpendAndRunway() {
        // given
        String spender = Marketplace.advertiserId(4);

        // when
        HttpResponse<String> response = api.getAs("local-auditor", "/v1/advertisers/" + spender);

        // then
        JsonNode body = json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("ETag")).contains("\"1\"");
        assertThat(body.get("name").asString()).isEqualTo("푸른하늘 여행");
        assertThat(body.get("balanceMicros").asLong()).isEqualTo(1_588_000_000_000L);
        assertThat(body.get("spentTodayMicros").asLong()).isEqualTo(9_324_210_000_000L);
        assertThat(body.get("dayStart").asString()).isEqualTo("2026-11-17T15:00:00Z");
        JsonNode runway = body.get("runway");
        assertThat(runway.get("spentLastHourMicros").asLong()).isPositive();
        assertThat(Instant.parse(runway.get("emptyAt").asString()))
                .isBetween(
                        Instant.parse("2026-11-18T07:00:00Z"),
                        Instant.parse("2026-11-18T09:00:00Z"));
    }

    @Test
    void neverAnswersNotModifiedBecauseClicksDoNotMoveTheVersion() {
        HttpResponse<String> response =
                api.get(
                        "/v1/advertisers/" + Marketplace.advertiserId(0),
                        "X-Api-Key",
                        "local-auditor",
                        "If-None-Match",
                        "\"1\"");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void walksThroughAllCampaignsByCursor() {
        // given
        List<String> seen = new ArrayList<>();
        String cursor = "";

        // when
        do {
            JsonNode page = json(api.getAs("local-operator", "/v1/campaigns?limit=5" + cursor));
            page.get("items").forEach(item -> seen.add(item.get("campaignId").asString()));
            JsonNode next = page.get("nextCursor");
            cursor = next.isNull() ? null : "&cursor=" + next.asString();
        } while (cursor != null);

        // then
        assertThat(seen).containsAll(campaigns).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void showsACampaignWithBudgetsSpendAdsAndItsNewestMinute() {
        JsonNode body = json(api.getAs("local-auditor", "/v1/campaigns/" + campaigns.get(0)));
        assertThat(body.get("status").asString()).isEqualTo("ACTIVE");
        assertThat(body.get("pauseReasons").isEmpty()).isTrue();
        assertThat(body.get("dailyBudgetMicros").asLong()).isEqualTo(5_000_000_000_000L);
        assertThat(body.get("totalBudgetMicros").isNull()).isTrue();
        assertThat(body.get("spentTodayMicros").asLong()).isEqualTo(4_999_470_000_000L);
        assertThat(body.get("chargedClicksToday").asLong()).isEqualTo(7_622);
        assertThat(body.get("targeting").get("keywords").get(0).asString()).isEqualTo("선물");
        assertThat(body.get("ads").get(0).get("title").asString()).isEqualTo("따뜻한 겨울");
        assertThat(body.get("liveMetrics").get("final").asBoolean()).isFalse();
    }

    @Test
    void filtersCampaignsByAdvertiserAndStatus() {
        JsonNode paused = json(api.getAs("local-auditor", "/v1/campaigns?status=PAUSED"));
        assertThat(paused.get("items")).hasSize(1);
        assertThat(paused.get("items").get(0).get("pauseReasons").get(0).asString())
                .isEqualTo("USER");
        JsonNode own =
                json(
                        api.getAs(
                                "local-auditor",
                                "/v1/campaigns?advertiserId=" + Marketplace.advertiserId(0)));
        assertThat(own.get("items")).hasSize(1);
    }

    @Test
    void showsAnAdWithItsCampaignsState() {
        JsonNode body = json(api.getAs("local-auditor", "/v1/ads/" + ad));
        assertThat(body.get("campaignId").asString()).isEqualTo(campaigns.get(0));
        assertThat(body.get("campaignStatus").asString()).isEqualTo("ACTIVE");
        assertThat(body.get("liveMetrics").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "user_paused = true, USER",
        "on_hold = true, HOLD",
        "paused_day = '2026-11-17T15:00:00Z', DAY",
    })
    void aCauseThatCountsPausesTheCampaign(String change, String reason) {
        // given
        String campaign = campaigns.get(6);
        update(campaign, change);

        // when
        JsonNode body = json(api.getAs("local-auditor", "/v1/campaigns/" + campaign));
        List<String> paused = ids("?status=PAUSED");
        List<String> active = ids("?status=ACTIVE&limit=200");

        // then
        assertThat(body.get("status").asString()).isEqualTo("PAUSED");
        assertThat(body.get("pauseReasons")).extracting(JsonNode::asString).containsExactly(reason);
        assertThat(paused).contains(campaign);
        assertThat(active).doesNotContain(campaign).hasSize(campaigns.size() - 2);
        update(campaign, "user_paused = false, on_hold = false, paused_day = NULL");
    }

    @Test
    void yesterdaysUsedUpDayPausesNothing() {
        // given
        String campaign = campaigns.get(6);
        update(campaign, "paused_day = '2026-11-16T15:00:00Z'");

        // when
        JsonNode body = json(api.getAs("local-auditor", "/v1/campaigns/" + campaign));

        // then
        assertThat(body.get("status").asString()).isEqualTo("ACTIVE");
        assertThat(body.get("pauseReasons")).isEmpty();
        assertThat(ids("?status=ACTIVE")).contains(campaign);
        assertThat(ids("?status=PAUSED")).doesNotContain(campaign);
        update(campaign, "paused_day = NULL");
    }

    @Test
    void anAdvertiserThatMovesKeepsItsOldDaysUntilTheNewZonesMidnight() {
        // given
        marketplace.advertiser("mover", "Mover", "Europe/London", 1_000);
        String sql =
                """
                UPDATE read_model.advertisers SET zone_before = 'Asia/Seoul', zone_from = '%s'
                WHERE advertiser_id = 'mover'""";

        // when
        database.jdbc().sql(sql.formatted("2026-11-19T00:00:00Z")).update();
        JsonNode before = json(api.getAs("local-auditor", "/v1/advertisers/mover"));
        database.jdbc().sql(sql.formatted("2026-11-18T00:00:00Z")).update();
        JsonNode after = json(api.getAs("local-auditor", "/v1/advertisers/mover"));

        // then
        assertThat(before.get("timeZone").asString()).isEqualTo("Europe/London");
        assertThat(before.get("timeZoneFrom").asString()).isEqualTo("2026-11-19T00:00:00Z");
        assertThat(before.get("dayStart").asString()).isEqualTo("2026-11-17T15:00:00Z");
        assertThat(after.get("dayStart").asString()).isEqualTo("2026-11-18T00:00:00Z");
    }

    @Test
    void theETagIsTheEditVersion() {
        for (String path :
                List.of(
                        "/v1/campaigns/" + campaigns.get(0),
                        "/v1/advertisers/" + Marketplace.advertiserId(0))) {
            HttpResponse<String> response = api.getAs("local-auditor", path);
            assertThat(response.headers().firstValue("ETag"))
                    .contains("\"" + json(response).get("version").asLong() + "\"");
        }
    }

    @Test
    void showsAnAdsQualityOnceThereIsOne() {
        // given
        JsonNode none = json(api.getAs("local-auditor", "/v1/ads/" + ad)).get("quality");
        database.jdbc()
                .sql(
                        """
                        UPDATE read_model.ads
                        SET quality_e4 = 61234, quality_low_e4 = 58000, quality_high_e4 = 64000,
                            quality_clicks = 120, quality_impressions = 3000, quality_at = now()
                        WHERE ad_id = ?""")
                .param(ad)
                .update();

        // when
        JsonNode quality = json(api.getAs("local-auditor", "/v1/ads/" + ad)).get("quality");
        JsonNode within =
                json(api.getAs("local-auditor", "/v1/campaigns/" + campaigns.get(0)))
                        .get("ads")
                        .get(0)
                        .get("quality");

        // then
        assertThat(none.isNull()).isTrue();
        assertThat(quality.get("score").asDouble()).isEqualTo(6.1234);
        assertThat(quality.get("low").asDouble()).isEqualTo(5.8);
        assertThat(quality.get("clicks").asLong()).isEqualTo(120);
        assertThat(within).isEqualTo(quality);
    }

    private static void update(String campaign, String change) {
        database.jdbc()
                .sql("UPDATE read_model.campaigns SET " + change + " WHERE campaign_id = ?")
                .param(campaign)
                .update();
    }

    private static List<String> ids(String query) {
        List<String> ids = new ArrayList<>();
        json(api.getAs("local-auditor", "/v1/campaigns" + query))
                .get("items")
                .forEach(item -> ids.add(item.get("campaignId").asString()));
        return ids;
    }
}
