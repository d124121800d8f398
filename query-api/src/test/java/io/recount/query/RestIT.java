package io.recount.query;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Advertisers, campaigns, ads and metrics: shapes, roles, bad input, positions. */
class RestIT {
    private static final String OWNER = Marketplace.advertiserId(0);

    private static Marketplace marketplace;
    private static List<String> campaigns;
    private static String ad;
    private static QueryApi api;

    @BeforeAll
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        marketplace = new Marketplace(database);
        campaigns = marketplace.open(QueryApi.now());
        ad = marketplace.ad(campaigns.get(0), "따뜻한 겨울");
        marketplace.key("key-of-owner", "advertiser", OWNER);
        marketplace.reached(1000);
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
                        "/v1/advertisers/" + OWNER,
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
        JsonNode own = json(api.getAs("local-auditor", "/v1/campaigns?advertiserId=" + OWNER));
        assertThat(own.get("items")).hasSize(1);
    }

    @Test
    void showsAnAdWithItsCampaignsState() {
        JsonNode body = json(api.getAs("local-auditor", "/v1/ads/" + ad));
        assertThat(body.get("campaignId").asString()).isEqualTo(campaigns.get(0));
        assertThat(body.get("campaignStatus").asString()).isEqualTo("ACTIVE");
        assertThat(body.get("liveMetrics").isNull()).isTrue();
    }

    @Test
    void anAdvertiserSeesItsOwnAndNothingElse() {
        assertThat(items(api.getAs("key-of-owner", "/v1/advertisers"))).hasSize(1);
        assertThat(items(api.getAs("key-of-owner", "/v1/campaigns"))).hasSize(1);
        assertThat(status("key-of-owner", "/v1/campaigns/" + campaigns.get(0))).isEqualTo(200);
        assertThat(status("key-of-owner", "/v1/campaigns/" + campaigns.get(1))).isEqualTo(404);
        assertThat(status("key-of-owner", "/v1/campaigns/" + campaigns.get(1) + "/metrics"))
                .isEqualTo(404);
        assertThat(status("key-of-owner", "/v1/advertisers/" + Marketplace.advertiserId(1)))
                .isEqualTo(404);
        assertThat(
                        status(
                                "key-of-owner",
                                "/v1/campaigns?advertiserId=" + Marketplace.advertiserId(1)))
                .isEqualTo(404);
        assertThat(status("key-of-owner", "/v1/projections")).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/advertisers",
                "/v1/campaigns",
                "/v1/audit/events",
                "/v1/dead-letters",
                "/v1/projections",
                "/v1/live"
            })
    void aPublisherSeesNothingAndAStrangerIsAskedForAKey(String path) {
        assertThat(status("local-publisher", path)).isEqualTo(403);
        assertThat(status("no-such-key", path)).isEqualTo(401);
        if (!path.equals("/v1/live")) {
            assertThat(api.get(path).statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/campaigns?state=ACTIVE, ?state",
        "/v1/campaigns?status=active, ?status",
        "/v1/campaigns?limit=0, ?limit",
        "/v1/campaigns?limit=many, ?limit",
        "/v1/campaigns?status=ACTIVE&status=PAUSED, ?status",
        "/v1/campaigns?cursor=%21, ?cursor",
        "/v1/campaigns?cursor=YWR2ZXJ0aXNlcnMgMQ, ?cursor",
        "/v1/advertisers?minPosition=-1, ?minPosition",
        "/v1/advertisers?minPosition=soon, ?minPosition",
        "/v1/campaigns/ID/metrics?window=7m, ?window",
        "/v1/campaigns/ID/metrics?from=yesterday, ?from",
        "/v1/campaigns/ID/metrics?from=2026-11-18T05:00:00Z&to=2026-11-18T05:00:00Z, ?from",
        "/v1/campaigns/ID/metrics?from=2026-11-01T00:00:00Z&to=2026-11-18T00:00:00Z, ?from",
        "/v1/campaigns/ID/metrics?from=%2B1000000000-01-01T00:00:00Z, ?from",
        "/v1/campaigns/ID/metrics?from=2027-01-01T00:00:00Z, ?from",
        "/v1/audit/events?type=Nonsense, ?type",
        "/v1/audit/events?fromPosition=-5, ?fromPosition",
        "/v1/live?zone=Mars, ?zone",
        "/v1/live?page=0, ?page",
    })
    void namesTheParameterThatIsWrong(String path, String pointer) {
        // when
        HttpResponse<String> response =
                api.getAs("local-auditor", path.replace("ID", campaigns.get(0)));

        // then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(json(response).get("errors").get(0).get("pointer").asString())
                .isEqualTo(pointer);
    }

    @Test
    void whatDoesNotExistIs404() {
        assertThat(status("local-auditor", "/v1/advertisers/nobody")).isEqualTo(404);
        assertThat(status("local-auditor", "/v1/campaigns/nothing")).isEqualTo(404);
        assertThat(status("local-auditor", "/v1/ads/nothing")).isEqualTo(404);
        assertThat(status("local-auditor", "/v1/campaigns/nothing/metrics")).isEqualTo(404);
        assertThat(status("local-auditor", "/v1/no-such-thing")).isEqualTo(404);
    }

    @Test
    void answersOnceThePositionIsReachedAndSays503WhenItIsNot() {
        // given
        String path = "/v1/advertisers/" + OWNER + "?minPosition=";

        // then
        assertThat(status("local-auditor", path + 1000)).isEqualTo(200);
        HttpResponse<String> late = api.getAs("local-auditor", path + 5000);
        assertThat(late.statusCode()).isEqualTo(503);
        assertThat(late.headers().firstValue("Retry-After")).contains("1");
        assertThat(json(late).get("code").asString()).isEqualTo("POSITION_NOT_REACHED");

        // when
        var waiting =
                api.client()
                        .sendAsync(
                                api.request(path + 1001, "X-Api-Key", "local-auditor").build(),
                                HttpResponse.BodyHandlers.ofString());
        marketplace.reached(1001);

        // then
        assertThat(waiting.orTimeout(5, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
        marketplace.reached(1000);
    }

    @Test
    void publishesItsContract() {
        HttpResponse<String> response = api.get("/v3/api-docs");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).get("paths").propertyNames())
                .contains(
                        "/v1/advertisers",
                        "/v1/campaigns/{id}/metrics",
                        "/v1/audit/events",
                        "/v1/live",
                        "/v1/projections/{name}/replays");
        assertThat(api.get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(api.get("/actuator/prometheus").body()).contains("recount_live_viewers");
    }

    @Test
    void rollsMinutesUpToAnyWindow() {
        // given
        String campaign = marketplace.campaign("rolledup", 90, "Rolled up", "ACTIVE", 1_000_000);
        marketplace.advertiser("rolledup", "Rolled up", "Asia/Seoul", 1_000);
        Instant nine = Instant.parse("2026-11-10T00:00:00Z");
        for (int minute = 0; minute < 120; minute++) {
            marketplace.minute(
                    "CAMPAIGN",
                    campaign,
                    campaign,
                    nine.plus(Duration.ofMinutes(minute)),
                    100,
                    minute < 60 ? 3 : 0,
                    minute < 60 ? 10 : 0,
                    true,
                    nine);
        }
        String range = "&from=2026-11-10T00:00:00Z&to=2026-11-10T02:00:00Z";

        // when
        JsonNode minutes = metrics(campaign, "1m" + range);
        JsonNode fives = metrics(campaign, "5m" + range);
        JsonNode hours = metrics(campaign, "1h" + range);

        // then
        assertThat(minutes).hasSize(120);
        assertThat(fives).hasSize(24);
        assertThat(hours).hasSize(2);
        JsonNode first = hours.get(0);
        assertThat(first.get("windowStart").asString()).isEqualTo("2026-11-10T00:00:00Z");
        assertThat(first.get("impressions").asLong()).isEqualTo(6_000);
        assertThat(first.get("clicks").asLong()).isEqualTo(180);
        assertThat(first.get("costMicros").asLong()).isEqualTo(600_000_000L);
        assertThat(first.get("ctr").asDouble()).isEqualTo(0.03);
        assertThat(first.get("cpcMicros").asLong()).isEqualTo(3_333_333);
        assertThat(first.get("final").asBoolean()).isTrue();
        assertThat(first.get("creditedClicks").asLong()).isZero();
        JsonNode second = hours.get(1);
        assertThat(second.get("cpcMicros").isNull()).isTrue();
        assertThat(second.get("cvr").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Seoul, 2026-11-09T15:00:00Z",
        "Asia/Kolkata, 2026-11-09T18:30:00Z",
        "Asia/Kathmandu, 2026-11-09T18:15:00Z",
        "UTC, 2026-11-10T00:00:00Z",
    })
    void foldsADayInTheAdvertisersOwnZone(String zone, Instant midnight) {
        // given
        String owner = "in" + zone.replace("/", "").toLowerCase(Locale.ROOT);
        marketplace.advertiser(owner, "In " + zone, zone, 1_000);
        String campaign = marketplace.campaign(owner, 1, "Folded", "ACTIVE", 1_000);
        for (int minute : new int[] {-1, 0, 1439, 1440}) {
            marketplace.minute(
                    "CAMPAIGN",
                    campaign,
                    campaign,
                    midnight.plus(Duration.ofMinutes(minute)),
                    minute + 2,
                    0,
                    0,
                    true,
                    midnight);
        }

        // when
        JsonNode days =
                metrics(campaign, "1d&from=" + midnight + "&to=" + midnight.plusSeconds(60));

        // then
        assertThat(days).hasSize(1);
        assertThat(days.get(0).get("windowStart").asString()).isEqualTo(midnight.toString());
        assertThat(days.get(0).get("impressions").asLong()).isEqualTo(2 + 1441);
    }

    @Test
    void givesTheLastSixtyWindowsWithoutARange() {
        JsonNode minutes = metrics(campaigns.get(4), "1m");
        assertThat(minutes.size()).isBetween(58, 60);
        assertThat(minutes.get(minutes.size() - 1).get("final").asBoolean()).isFalse();
    }

    private static JsonNode metrics(String campaign, String window) {
        HttpResponse<String> response =
                api.getAs(
                        "local-auditor", "/v1/campaigns/" + campaign + "/metrics?window=" + window);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("items");
    }

    private static JsonNode items(HttpResponse<String> response) {
        return json(response).get("items");
    }

    private static int status(String key, String path) {
        return api.getAs(key, path).statusCode();
    }
}
