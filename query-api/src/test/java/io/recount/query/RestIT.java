package io.recount.query;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.parts.ApiPage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What holds for every query: roles, bad input, positions. */
class RestIT {
    private static final String OWNER = Marketplace.advertiserId(0);

    private static Marketplace marketplace;
    private static List<String> campaigns;
    private static QueryApi api;

    @BeforeAll
    static void open() {
        TestDatabase database = TestDatabase.migrated();
        marketplace = new Marketplace(database);
        campaigns = marketplace.open(QueryApi.now());
        marketplace.key("key-of-owner", "advertiser", OWNER);
        marketplace.experiment(
                "exp-0hq8z3k6c0001", "Cheaper", QueryApi.START.minusSeconds(60), null);
        marketplace.experiment(
                "exp-0hq8z3k6c0002", "Dearer", QueryApi.START.minusSeconds(60), QueryApi.START);
        marketplace.experiment(
                "exp-0hq8z3k6c0003", "Later", QueryApi.START.plusSeconds(9_000), null);
        marketplace.reached(1000);
        api = QueryApi.start(database);
    }

    @AfterAll
    static void close() {
        api.close();
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
                "/v1/price-experiments",
                "/v1/alerts",
                "/v1/credit-proposals",
                "/v1/budget-syncs",
                "/v1/reconciliations",
                "/v1/settlements",
                "/v1/quality-scores?adId=x",
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
        "/v1/alerts?cursor=YWxlcnRzIDE, ?cursor",
        "/v1/reconciliations?kind=Nonsense, ?kind",
        "/v1/settlements?limit=32, ?limit",
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
    void showsExperimentsNewestFirstWithWhatEachArmCost() {
        // when
        JsonNode first = json(api.getAs("local-auditor", "/v1/price-experiments?limit=2"));
        JsonNode rest =
                json(
                        api.getAs(
                                "local-auditor",
                                "/v1/price-experiments?limit=2&cursor="
                                        + first.get("nextCursor").asString()));

        // then
        assertThat(first.get("items"))
                .extracting(e -> e.get("name").asString() + " " + e.get("status").asString())
                .containsExactly("Later PLANNED", "Dearer ENDED");
        assertThat(rest.get("nextCursor").isNull()).isTrue();
        JsonNode running = rest.get("items").get(0);
        assertThat(running.get("status").asString()).isEqualTo("RUNNING");
        assertThat(running.has("endsAt")).isFalse();
        assertThat(running.get("arms"))
                .hasToString(
                        """
                        [{"name":"control","weight":9,"bidMultiplier":1.0,"impressions":0,\
                        "clicks":0,"conversions":0,"costMicros":0},{"name":"other","weight":1,"bidMultiplier":0.8,\
                        "impressions":40,"clicks":3,"conversions":1,"costMicros":250000001,"cpcMicros":83333334}]""");
        assertThat(status("key-of-owner", "/v1/price-experiments")).isEqualTo(403);
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
        assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().statusCode()).isEqualTo(200);
        marketplace.reached(1000);
    }

    @Test
    void theServiceTakesTheCallsOfThePageWithTheirParameters() {
        // given
        JsonNode described = json(api.get("/v3/api-docs"));

        // when
        TreeMap<String, Set<String>> calls = new TreeMap<>();
        for (var path : described.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                Set<String> parameters = new TreeSet<>();
                for (JsonNode parameter : method.getValue().path("parameters")) {
                    if (parameter.path("in").asString().equals("query")) {
                        parameters.add(parameter.path("name").asString());
                    }
                }
                calls.put(
                        method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), parameters);
            }
        }

        // then
        assertThat(calls).isEqualTo(ApiPage.calls("query-api", 0));
    }

    @Test
    void tellsOfItsHealthAndItsMeters() {
        assertThat(api.get("/actuator/health").statusCode()).isEqualTo(200);
        assertThat(api.get("/actuator/prometheus").body()).contains("recount_live_viewers");
    }

    private static JsonNode items(HttpResponse<String> response) {
        return json(response).get("items");
    }

    private static int status(String key, String path) {
        return api.getAs(key, path).statusCode();
    }
}
