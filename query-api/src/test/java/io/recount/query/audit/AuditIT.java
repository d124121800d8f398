package io.recount.query.audit;

import static io.recount.query.QueryApi.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.recount.event.CampaignPaused;
import io.recount.event.PauseCause;
import io.recount.query.Marketplace;
import io.recount.query.QueryApi;
import io.recount.query.TestDatabase;
import io.recount.query.TestLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The event log as JSON, and what is passed on to projections. */
class AuditIT {
    private static final String OWNER = Marketplace.advertiserId(0);
    private static final String OTHER = Marketplace.advertiserId(1);
    private static final Instant NOON = Instant.parse("2026-11-18T03:00:00Z");
    private static final int CHARGES = 1_203;

    private static final CampaignPaused PAUSED =
            new CampaignPaused(
                    OTHER + "-c",
                    OTHER,
                    PauseCause.DAY,
                    Instant.parse("2026-11-17T15:00:00Z"),
                    null,
                    3L,
                    NOON);

    private static TestDatabase database;
    private static QueryApi api;
    private static HttpServer projections;

    @BeforeAll
    static void open() throws IOException {
        database = TestDatabase.migrated();
        Marketplace marketplace = new Marketplace(database);
        marketplace.key("key-of-owner", "advertiser", OWNER);
        marketplace.reached(CHARGES);
        TestLog log = new TestLog(database);
        for (int n = 0; n < CHARGES; n++) {
            String owner = n % 3 == 0 ? OTHER : OWNER;
            log.event(owner, n, NOON.plusSeconds(n), TestLog.charge(owner + "-c", 320, NOON));
        }
        log.event(
                OTHER,
                CHARGES,
                NOON,
                "io.recount.event.ClickCharged",
                "broken".getBytes(StandardCharsets.UTF_8));
        log.event(OTHER + "-c", 0, NOON, PAUSED);
        projections =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        projections.createContext(
                "/v1/",
                exchange -> {
                    boolean known =
                            "local-auditor"
                                    .equals(exchange.getRequestHeaders().getFirst("X-Api-Key"));
                    boolean letters = exchange.getRequestURI().getPath().equals("/v1/dead-letters");
                    byte[] body =
                            (letters
                                            ? "{\"items\": [{\"id\": \"7\", \"cause\": \"No such table\"}], \"nextCursor\": null}"
                                            : "{\"asked\": \"%s %s\", \"known\": %s}"
                                                    .formatted(
                                                            exchange.getRequestMethod(),
                                                            exchange.getRequestURI(),
                                                            known))
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(
                            exchange.getRequestMethod().equals("POST") ? 202 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        projections.start();
        api =
                QueryApi.start(
                        database,
                        "recount.query.projections-url=http://127.0.0.1:"
                                + projections.getAddress().getPort());
    }

    @AfterAll
    static void close() {
        api.close();
        projections.stop(0);
    }

    @Test
    void showsAnEventWithItsActorItsCauseAndItsData() {
        // when
        JsonNode event =
                json(api.getAs("local-auditor", "/v1/audit/events?limit=1&fromPosition=2"))
                        .get("items")
                        .get(0);

        // then
        assertThat(event.get("position").asLong()).isEqualTo(2);
        assertThat(event.get("type").asString()).isEqualTo("ClickCharged");
        assertThat(event.get("aggregateId").asString()).isEqualTo(OWNER);
        assertThat(event.get("sequence").asLong()).isEqualTo(1);
        assertThat(event.get("at").asString()).isEqualTo("2026-11-18T03:00:01Z");
        assertThat(event.get("actor").get("keyId").asString()).isEqualTo("local-operator");
        assertThat(event.get("actor").get("role").asString()).isEqualTo("OPERATOR");
        assertThat(event.get("correlationId").asString()).isEqualTo("chain-1");
        assertThat(event.get("causationId").asString()).isEqualTo("cause-1");
        JsonNode data = event.get("data");
        assertThat(data.get("chargedMicros").asLong()).isEqualTo(320_000_000L);
        assertThat(data.get("outcome").asString()).isEqualTo("CHARGED");
        assertThat(data.get("dayStart").asString()).isEqualTo("2026-11-17T15:00:00Z");
    }

    @Test
    void showsEveryKindOfEventAlike() {
        // when
        JsonNode event =
                json(api.getAs("local-auditor", "/v1/audit/events?type=CampaignPaused"))
                        .get("items")
                        .get(0);

        // then
        assertThat(event.get("aggregateId").asString()).isEqualTo(OTHER + "-c");
        assertThat(event.get("actor").get("keyId").asString()).isEqualTo("local-operator");
        assertThat(event.get("causationId").asString()).isEqualTo("cause-1");
        assertThat(event.get("data").get("cause").asString()).isEqualTo("DAY");
        assertThat(event.get("data").get("day").asString()).isEqualTo("2026-11-17T15:00:00Z");
        assertThat(event.get("data").get("editVersion").asLong()).isEqualTo(3);
    }

    @Test
    void filtersByTypeTimeAndAggregate() {
        assertThat(count("type=ClickCharged&from=2026-11-18T03:00:10Z&to=2026-11-18T03:00:20Z"))
                .isEqualTo(10);
        assertThat(count("aggregateId=" + OTHER + "&to=2026-11-18T03:00:09.500Z")).isEqualTo(5);
        assertThat(count("type=FundsDeposited")).isZero();
    }

    @Test
    void saysOfBrokenBytesThatTheyCannotBeReadAndGoesOn() {
        JsonNode event =
                json(api.getAs("local-auditor", "/v1/audit/events?fromPosition=" + (CHARGES + 1)))
                        .get("items")
                        .get(0);
        assertThat(event.get("data").isNull()).isTrue();
        assertThat(event.get("unreadable").asString()).contains("Not a single-object encoded");
    }

    @Test
    void exportsEverythingAsOneEventALine() {
        // when
        HttpResponse<String> export = export("local-auditor", "");

        // then
        assertThat(export.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        List<JsonNode> events = lines(export);
        assertThat(events).hasSize(CHARGES + 2);
        assertThat(events).extracting(event -> event.get("position").asLong()).isSorted();
    }

    @Test
    void anAdvertiserExportsItsOwnEventsOnly() {
        // when
        List<JsonNode> events = lines(export("key-of-owner", "?from=2026-11-18T03:00:00Z"));

        // then
        assertThat(events).hasSize(CHARGES - (CHARGES + 2) / 3);
        assertThat(events)
                .allSatisfy(e -> assertThat(e.get("aggregateId").asString()).isEqualTo(OWNER));
        assertThat(api.getAs("key-of-owner", "/v1/audit/events?aggregateId=" + OTHER).statusCode())
                .isEqualTo(404);
    }

    @Test
    void passesReplaysOnUnderTheCallersKey() throws Exception {
        // when
        HttpResponse<String> replay =
                api.client()
                        .send(
                                api.request(
                                                "/v1/projections/spend/replays",
                                                "X-Api-Key",
                                                "local-auditor")
                                        .POST(HttpRequest.BodyPublishers.noBody())
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        // then
        assertThat(replay.statusCode()).isEqualTo(202);
        assertThat(json(replay).get("asked").asString())
                .isEqualTo("POST /v1/projections/spend/replays");
        assertThat(json(replay).get("known").asBoolean()).isTrue();
    }

    @Test
    void listsDeadLettersOfProjectionsAndWorkerTogether() {
        // given
        for (int n = 0; n < 3; n++) {
            database.jdbc()
                    .sql(
                            """
                            INSERT INTO analytics.parked_messages
                                (topic, "partition", kafka_offset, value, cause)
                            VALUES ('performance-metrics', 0, ?, '\\x00ff', 'Unknown schema')""")
                    .param(n)
                    .update();
        }

        // when
        JsonNode first = json(api.getAs("local-auditor", "/v1/dead-letters?limit=2"));
        JsonNode second =
                json(
                        api.getAs(
                                "local-auditor",
                                "/v1/dead-letters?limit=2&cursor="
                                        + first.get("nextCursor").asString()));

        // then
        assertThat(first.get("items"))
                .extracting(item -> item.get("source").asString())
                .containsExactly("projections", "worker", "worker");
        assertThat(first.get("items").get(0).get("id").asString()).isEqualTo("projections:7");
        assertThat(second.get("items")).hasSize(1);
        assertThat(second.get("items").get(0).get("cause").asString()).isEqualTo("Unknown schema");
        assertThat(second.get("nextCursor").isNull()).isTrue();
    }

    @Test
    void saysSoWhenProjectionsIsAway() {
        try (QueryApi alone = QueryApi.start(database)) {
            HttpResponse<String> away = alone.getAs("local-auditor", "/v1/projections/spend");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("Retry-After")).isPresent();
            JsonNode letters = json(alone.getAs("local-auditor", "/v1/dead-letters"));
            assertThat(letters.get("missing").get(0).asString()).isEqualTo("projections");
        }
    }

    private static int count(String query) {
        HttpResponse<String> response =
                api.getAs("local-auditor", "/v1/audit/events?limit=200&" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("items").size();
    }

    private static HttpResponse<String> export(String key, String query) {
        return api.get(
                "/v1/audit/events" + query, "X-Api-Key", key, "Accept", "application/x-ndjson");
    }

    private static List<JsonNode> lines(HttpResponse<String> export) {
        assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
        JsonMapper mapper = JsonMapper.builder().build();
        return export.body().lines().map(mapper::readTree).toList();
    }
}
