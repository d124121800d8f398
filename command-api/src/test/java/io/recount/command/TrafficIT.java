package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.command.tracking.Forge;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each rule against invalid traffic, and holds, over REST. Long because all share one running
 * service.
 */
class TrafficIT extends OnSharedParts {
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/144.0";

    @Test
    void aKnownCrawlerIsSentOnAndNotCharged() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);

        // when
        Reply told = clickBy("Mozilla/5.0 (compatible; Googlebot/2.1)", token);
        Reply redirect =
                send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + port + "/t/c/" + token))
                                .GET(),
                        null,
                        "User-Agent",
                        "GPTBot/1.2");

        // then
        assertThat(told.text("outcome")).isEqualTo("INVALID_TRAFFIC");
        assertThat(told.text("rule")).isEqualTo("KNOWN_CRAWLER");
        assertThat(told.number("chargedMicros")).isZero();
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("X-Click-Outcome")).isEqualTo("INVALID_TRAFFIC");
        assertThat(events(live.advertiserId(), "ClickCharged")).isZero();
        assertThat(clickBy(BROWSER, token).text("outcome"))
                .as("it claimed nothing")
                .isEqualTo("CHARGED");
    }

    @ParameterizedTest
    @CsvSource({
        "3.5.140.2,       DATA_CENTRE",
        "2600:1f18::1,    DATA_CENTRE",
        "121.130.5.5,     ",
        "127.0.0.1,       ",
    })
    void aClickFromADataCentreIsRefused(String ip, String rule) {
        Live live = live(1_000 * WON, 500 * WON);

        Reply reply = clickFrom(ip, token(live));

        assertThat(reply.text("rule")).isEqualTo(rule);
        assertThat(reply.text("outcome")).isEqualTo(rule == null ? "CHARGED" : "INVALID_TRAFFIC");
    }

    @Test
    void aClickBeforeItsAdWasServedIsTooFast() {
        Live live = live(1_000 * WON, 500 * WON);
        String token =
                Forge.token(
                        Forge.LOCAL_KEY,
                        live.campaignId(),
                        live.adId(),
                        100 * WON,
                        Instant.now().plusSeconds(60));

        Reply reply = clickBy(BROWSER, token);

        assertThat(reply.text("rule")).isEqualTo("TOO_FAST");
        assertThat(events(live.advertiserId(), "ClickCharged")).isZero();
    }

    @Test
    void theSameVisitorsNextClickOnTheSameAdIsRefused() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String visitor = UUID.randomUUID().toString();
        String first = token(live, visitor);
        String second = token(live, visitor);
        String others = token(live, UUID.randomUUID().toString());

        // then
        assertThat(clickBy(BROWSER, first).text("outcome")).isEqualTo("CHARGED");
        assertThat(clickBy(BROWSER, second).text("rule")).isEqualTo("REPEATED_VISITOR");
        assertThat(clickBy(BROWSER, others).text("outcome")).isEqualTo("CHARGED");
    }

    @Test
    void aVisitorThatNobodyNamedIsAPublicNetworkWithAnAgent() {
        // given
        Live live = live(1_000 * WON, 500 * WON);

        // then
        assertThat(clickFrom("121.130.90.1", anonymousToken(live)).text("outcome"))
                .isEqualTo("CHARGED");
        assertThat(clickFrom("121.130.90.2", anonymousToken(live)).text("rule"))
                .isEqualTo("REPEATED_VISITOR");
        assertThat(clickFrom("121.130.91.1", anonymousToken(live)).text("outcome"))
                .isEqualTo("CHARGED");
        for (int i = 0; i < 2; i++) {
            assertThat(clickFrom("10.1.2.3", anonymousToken(live)).text("outcome"))
                    .as("a private network stands for everyone behind it")
                    .isEqualTo("CHARGED");
        }
    }

    private String anonymousToken(Live live) {
        return post("/v1/ad-requests", "local-publisher", Map.of("query", live.keyword()))
                .body()
                .path("ads")
                .path(0)
                .path("token")
                .asString();
    }

    @Test
    void aClickThatWasDecidedIsADuplicateAlsoWhenACrawlerRepeatsIt() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);
        Reply first = clickBy(BROWSER, token);

        // when
        Reply again = clickBy("Googlebot/2.1", token);

        // then
        assertThat(again.text("outcome")).isEqualTo("DUPLICATE");
        assertThat(again.text("firstOutcome")).isEqualTo("CHARGED");
        assertThat(again.text("clickId")).isEqualTo(first.text("clickId"));
        assertThat(again.number("firstChargedMicros")).isEqualTo(PRICE);
        assertThat(again.number("position")).isEqualTo(first.number("position"));
        assertThat(again.body().has("rule")).isFalse();
    }

    @Test
    void onlyWhoMaySeeTheMoneyIsToldTheRule() {
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);

        for (String key : new String[] {null, "local-publisher"}) {
            Reply reply = post("/v1/clicks", key, Map.of("token", token), "User-Agent", "GPTBot/1");
            assertThat(reply.text("outcome")).isEqualTo("INVALID_TRAFFIC");
            assertThat(reply.body().propertyNames())
                    .containsExactlyInAnyOrder("clickId", "outcome", "landingUrl");
        }
    }

    @Test
    void theEventAndTheMetricKeepTheRule() {
        // given
        Live live = live(1_000 * WON, 500 * WON);

        // when
        String clickId = clickBy("GPTBot/1.2", token(live)).text("clickId");

        // then
        ClickIgnored event = ignored(clickId);
        assertThat(event.getOutcome()).isEqualTo(ClickOutcome.INVALID_TRAFFIC);
        assertThat(event.getRuleId()).isEqualTo("KNOWN_CRAWLER");
        assertThat(event.getAgentClass()).isEqualTo("CRAWLER");
        assertThat(event.getNetworkClass()).isEqualTo("PRIVATE");
        String metrics =
                new String(get("/actuator/prometheus", null).raw().body(), StandardCharsets.UTF_8);
        assertThat(metrics)
                .containsPattern(
                        "recount_clicks_total\\{.*outcome=\"INVALID_TRAFFIC\",rule=\"KNOWN_CRAWLER\"");
    }

    @Test
    void aVisitorOnHoldIsRefusedUntilTheHoldIsLifted() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String visitor = UUID.randomUUID().toString();

        // when
        Reply hold = hold("VISITOR", visitor);
        Reply held = clickBy(BROWSER, token(live, visitor));
        Reply other = clickBy(BROWSER, token(live));
        int lifted = lift(hold.text("holdId"));
        Reply after = clickBy(BROWSER, token(live, visitor));

        // then
        assertThat(hold.status()).isEqualTo(201);
        assertThat(hold.text("value")).hasSize(16).doesNotContain(visitor);
        assertThat(held.text("rule")).isEqualTo("HELD_VISITOR");
        assertThat(other.text("outcome")).isEqualTo("CHARGED");
        assertThat(lifted).isEqualTo(204);
        assertThat(after.text("outcome")).isEqualTo("CHARGED");
        assertThat(lift(hold.text("holdId"))).isEqualTo(404);
    }

    @Test
    void aNetworkOnHoldIsItsWhole24AndNoOther() {
        Live live = live(1_000 * WON, 500 * WON);

        Reply hold = hold("NETWORK", "121.130.77.1");

        assertThat(clickFrom("121.130.77.200", token(live)).text("rule")).isEqualTo("HELD_NETWORK");
        assertThat(clickFrom("121.130.78.1", token(live)).text("outcome")).isEqualTo("CHARGED");
        // The pseudonym that was answered is what events show, and may be named as well.
        lift(hold.text("holdId"));
        Reply byPseudonym = hold("NETWORK", hold.text("value"));
        assertThat(byPseudonym.text("value")).isEqualTo(hold.text("value"));
        assertThat(clickFrom("121.130.77.9", token(live)).text("rule")).isEqualTo("HELD_NETWORK");
        lift(byPseudonym.text("holdId"));
    }

    @Test
    void anAgentOnHoldIsToldByItsText() {
        Live live = live(1_000 * WON, 500 * WON);

        Reply hold = hold("AGENT", "MoonBrowser/7");

        assertThat(hold.text("value")).isEqualTo("moonbrowser/7");
        assertThat(clickBy("Mozilla/5.0 (X11) MOONBROWSER/7.1", token(live)).text("rule"))
                .isEqualTo("HELD_AGENT");
        assertThat(clickBy("Mozilla/5.0 (X11) MoonBrowser/8", token(live)).text("outcome"))
                .isEqualTo("CHARGED");
        lift(hold.text("holdId"));
    }

    @Test
    void aPublisherOnHoldIsToldByTheKeyThatAskedForTheAd() {
        Live live = live(1_000 * WON, 500 * WON);
        String before = token(live);

        Reply hold = hold("PUBLISHER", "local-publisher");
        Reply held = clickBy(BROWSER, before);
        lift(hold.text("holdId"));

        assertThat(held.text("rule")).isEqualTo("HELD_PUBLISHER");
        assertThat(clickBy(BROWSER, before).text("outcome")).isEqualTo("CHARGED");
    }

    @Test
    void aHoldThatAnotherInstancePlacedHoldsHereWithinASecond() {
        // given
        Live live = live(1_000 * WON, 500 * WON);

        // when: the row, as the other instance's transaction leaves it
        jdbc.sql(
                        """
                        INSERT INTO command.traffic_holds
                            (hold_id, kind, value, until, reason, placed_at)
                        VALUES ('hold-elsewhere', 'AGENT', 'farbrowser/', now() + interval '1 min',
                            'test', now())""")
                .update();

        // then
        await().atMost(Duration.ofSeconds(30))
                .until(() -> "HELD_AGENT".equals(testedBy("FarBrowser/1", token(live))));
        jdbc.sql("UPDATE command.traffic_holds SET lifted_at = now() WHERE kind = 'AGENT'")
                .update();
    }

    private String testedBy(String agent, String token) {
        return clickBy(agent, token).text("rule");
    }

    @Test
    void aHoldRunsOncePerKeyAndNamesItsActor() {
        Map<String, Object> body = holdBody("AGENT", "keyed-agent", Instant.now().plusSeconds(60));
        String key = UUID.randomUUID().toString();

        Reply first = post("/v1/traffic-holds", "local-service", body, "Idempotency-Key", key);
        Reply again = post("/v1/traffic-holds", "local-service", body, "Idempotency-Key", key);

        assertThat(again.text("holdId")).isEqualTo(first.text("holdId"));
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(first.number("position")).isPositive();
        String metaData =
                jdbc.sql(
                                """
                                SELECT convert_from(meta_data, 'UTF8') FROM event_log.events
                                WHERE aggregate_identifier = ?""")
                        .param(first.text("holdId"))
                        .query(String.class)
                        .single();
        assertThat(metaData)
                .contains("\"actorKeyId\":\"local-service\"", "\"network\":\"")
                .doesNotContain("127.0.0.1");
        lift(first.text("holdId"));
    }

    @ParameterizedTest
    @CsvSource({
        "NETWORK,   not-an-address,   60, 422",
        "NETWORK,   203.0.113.256,    60, 422",
        "AGENT,     ab,               60, 422",
        "PUBLISHER, a b,              60, 422",
        "VISITOR,   user:,            60, 422",
        "AGENT,     some agent,       -1, 422",
        "AGENT,     some agent, 99999999, 422",
        "PLANET,    mars,             60, 400",
    })
    void whatCannotBeHeldIsRefused(String kind, String value, long seconds, int status) {
        Reply reply =
                post(
                        "/v1/traffic-holds",
                        "local-operator",
                        holdBody(kind, value, Instant.now().plusSeconds(seconds)));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isNotEmpty();
    }

    @Test
    void holdsAreForOperatorsAndServices() {
        Map<String, Object> body = holdBody("AGENT", "some agent", Instant.now().plusSeconds(60));

        assertThat(post("/v1/traffic-holds", "local-publisher", body).status()).isEqualTo(403);
        assertThat(post("/v1/traffic-holds", null, body).status()).isEqualTo(401);
        assertThat(lift("hold-0aaaaaaaaaaaa")).isEqualTo(404);
        assertThat(lift("x")).isEqualTo(404);
    }

    private Reply clickBy(String agent, String token) {
        return post("/v1/clicks", "local-operator", Map.of("token", token), "User-Agent", agent);
    }

    private Reply clickFrom(String ip, String token) {
        return post(
                "/v1/clicks",
                "local-operator",
                Map.of("token", token, "device", Map.of("ip", ip, "userAgent", BROWSER)));
    }

    private String token(Live live, String visitor) {
        Map<String, Object> body = adRequestBody(live.keyword(), false, visitor);
        return post("/v1/ad-requests", "local-publisher", body)
                .body()
                .path("ads")
                .path(0)
                .path("token")
                .asString();
    }

    private static Map<String, Object> holdBody(String kind, String value, Instant until) {
        return Map.of("kind", kind, "value", value, "until", until.toString(), "reason", "test");
    }

    private Reply hold(String kind, String value) {
        Instant until = Instant.now().plusSeconds(600);
        return post("/v1/traffic-holds", "local-operator", holdBody(kind, value, until));
    }

    private int lift(String holdId) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/v1/traffic-holds/" + holdId);
        return send(HttpRequest.newBuilder(uri).DELETE(), "local-operator").status();
    }

    /** The tracking event of that click. */
    private static ClickIgnored ignored(String clickId) {
        return TrackingEvents.find(
                ClickIgnored.class, ignored -> ignored.getClickId().equals(clickId));
    }
}
