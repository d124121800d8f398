package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.audit.LogEntry;
import io.recount.event.ClickCharged;
import io.recount.event.Impression;
import io.recount.ops.parts.LogRows;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The main job over REST. Long because all share one running service. */
class FlowIT extends OnSharedParts {
    @Test
    void aClickIsChargedOnceAtThePriceInItsToken() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        JsonNode ad = adRequest(live).body().path("ads").path(0);
        String token = ad.path("token").asString();
        assertThat(ad.path("clickUrl").asString())
                .startsWith("https://ads.example/t/c/")
                .hasSizeLessThan(400);

        // when
        Reply first = post("/v1/clicks", "local-operator", Map.of("token", token));
        Reply second = post("/v1/clicks", "local-operator", Map.of("token", token));

        // then
        assertThat(first.text("outcome")).isEqualTo("CHARGED");
        assertThat(first.number("chargedMicros")).isEqualTo(PRICE);
        assertThat(first.number("balanceMicros")).isEqualTo(930 * WON);
        assertThat(first.number("position")).isPositive();
        assertThat(second.text("outcome")).isEqualTo("DUPLICATE");
        assertThat(second.text("firstOutcome")).isEqualTo("CHARGED");
        assertThat(second.number("firstChargedMicros")).isEqualTo(PRICE);
        assertThat(second.text("clickId")).isEqualTo(first.text("clickId"));
        assertThat(events(live.advertiserId(), "ClickCharged")).isEqualTo(1);
    }

    @Test
    void aVisitorIsRedirectedAndSeesNoMoney() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);

        // when
        Reply redirect = get("/t/c/" + token, null);
        Reply again = post("/v1/clicks", null, Map.of("token", token));

        // then
        String clickId = again.text("clickId");
        assertThat(redirect.status()).isEqualTo(302);
        assertThat(redirect.header("Location"))
                .isEqualTo("https://shop.example/shoes?color=red&rcid=" + clickId + "#top");
        assertThat(redirect.header("X-Click-Outcome")).isEqualTo("CHARGED");
        assertThat(again.text("outcome")).isEqualTo("DUPLICATE");
        assertThat(again.body().propertyNames())
                .containsExactlyInAnyOrder("clickId", "outcome", "landingUrl");
    }

    @Test
    void aPreviewThatOnlyLooksIsNoClick() {
        Live live = live(1_000 * WON, 500 * WON);

        Reply head =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:" + port + "/t/c/" + token(live)))
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()),
                        null);

        assertThat(head.status()).isEqualTo(302);
        assertThat(events(live.advertiserId(), "ClickCharged")).isZero();
    }

    @Test
    void oneTokenClickedTwoHundredTimesInParallelIsChargedOnce() throws Exception {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);
        ExecutorService pool = Executors.newFixedThreadPool(32);
        CountDownLatch go = new CountDownLatch(1);

        // when
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(
                    pool.submit(
                            () -> {
                                go.await();
                                return post("/v1/clicks", "local-operator", Map.of("token", token));
                            }));
        }
        go.countDown();

        // then
        List<String> outcomes = new ArrayList<>();
        for (Future<Reply> reply : replies) {
            outcomes.add(reply.get().text("outcome"));
        }
        pool.shutdown();
        assertThat(outcomes).containsOnly("CHARGED", "DUPLICATE").containsOnlyOnce("CHARGED");
        assertThat(events(live.advertiserId(), "ClickCharged")).isEqualTo(1);
    }

    @Test
    void manyClicksThatRaceForTheLastMoneyNeverOverspend() throws Exception {
        // given
        Live live = live(100_000 * WON, 50_000 * WON);
        setDay(live, 500 * WON);
        ExecutorService pool = Executors.newFixedThreadPool(16);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tokens.add(token(live));
        }

        // when
        List<Future<Reply>> replies = new ArrayList<>();
        for (String token : tokens) {
            replies.add(
                    pool.submit(
                            () -> post("/v1/clicks", "local-operator", Map.of("token", token))));
        }
        int charged = 0;
        for (Future<Reply> reply : replies) {
            Reply answer = reply.get();
            if ("CHARGED".equals(answer.text("outcome"))) {
                charged++;
            } else {
                assertThat(answer.text("outcome")).isEqualTo("UNBILLED_BUDGET");
                assertThat(answer.text("limit")).isEqualTo("DAY");
            }
        }
        pool.shutdown();

        // then
        assertThat(charged).isEqualTo(7);
        assertThat(events(live.advertiserId(), "ClickNotCharged")).isEqualTo(33);
    }

    @Test
    void aTestClickCostsNothingAndClaimsNothing() {
        Live live = live(1_000 * WON, 500 * WON);
        Reply served =
                post("/v1/ad-requests", "local-publisher", adRequestBody(live.keyword(), true));
        String token = served.body().path("ads").path(0).path("token").asString();

        Reply click = post("/v1/clicks", "local-operator", Map.of("token", token));

        assertThat(click.text("outcome")).isEqualTo("TEST");
        assertThat(click.number("chargedMicros")).isZero();
        assertThat(events(live.advertiserId(), "ClickCharged")).isZero();
    }

    @Test
    void anImpressionAndAConversionAreAnsweredOnceKafkaHasThem() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);
        String clickId = post("/v1/clicks", null, Map.of("token", token)).text("clickId");

        // when
        Reply pixel = get("/t/i/" + token, null);
        Map<String, Object> order = Map.of("clickId", clickId, "orderId", "o-1", "valueMicros", 5);
        Reply conversion = post("/v1/conversions", "local-publisher", order);
        Reply again = post("/v1/conversions", "local-publisher", order);

        // then
        assertThat(pixel.status()).isEqualTo(200);
        assertThat(pixel.header("Content-Type")).isEqualTo("image/gif");
        assertThat(conversion.status()).isEqualTo(202);
        assertThat(again.text("conversionId")).isEqualTo(conversion.text("conversionId"));
        Impression told =
                TrackingEvents.find(Impression.class, event -> event.getClickId().equals(clickId));
        assertThat(told.getPublisher()).isEqualTo("local-publisher");
        assertThat(told.getAgentClass()).isNotNull();
        assertThat(told.getNetworkClass()).isEqualTo("PRIVATE");
        ClickCharged charged =
                TrackingEvents.find(
                        ClickCharged.class, event -> event.getClickId().equals(clickId));
        assertThat(charged.getPublisher()).isEqualTo("local-publisher");
    }

    @Test
    void whereTheRequestNamedNoAddressTheImpressionIsOfTheNetworkThatFetchedIt() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        Map<String, Object> request = new HashMap<>(adRequestBody(live.keyword(), false));
        request.remove("device");
        String token =
                post("/v1/ad-requests", "local-publisher", request)
                        .body()
                        .path("ads")
                        .path(0)
                        .path("token")
                        .asString();

        // when
        String clickId = post("/v1/clicks", null, Map.of("token", token)).text("clickId");
        get("/t/i/" + token, null);

        // then
        Impression told =
                TrackingEvents.find(Impression.class, event -> event.getClickId().equals(clickId));
        ClickCharged charged =
                TrackingEvents.find(
                        ClickCharged.class, event -> event.getClickId().equals(clickId));
        assertThat(told.getNetwork()).isNotNull().isEqualTo(charged.getNetwork());
    }

    @Test
    void aDepositRunsOncePerKey() {
        // given
        String advertiserId = registered();
        String key = UUID.randomUUID().toString();

        // when
        Reply first = deposit(advertiserId, 700 * WON, key);
        Reply again = deposit(advertiserId, 700 * WON, key);
        Reply other = deposit(advertiserId, 800 * WON, key);

        // then
        assertThat(first.number("balanceMicros")).isEqualTo(700 * WON);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(again.raw().body()).isEqualTo(first.raw().body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(events(advertiserId, "FundsDeposited")).isEqualTo(1);
    }

    @Test
    void twentyDepositsInParallelUnderOneKeyAreOne() throws Exception {
        // given
        String advertiserId = registered();
        String key = UUID.randomUUID().toString();
        ExecutorService pool = Executors.newFixedThreadPool(20);

        // when
        List<Future<Reply>> replies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replies.add(pool.submit(() -> deposit(advertiserId, 7, key)));
        }

        // then
        for (Future<Reply> reply : replies) {
            assertThat(reply.get().number("balanceMicros")).isEqualTo(7);
        }
        pool.shutdown();
        assertThat(events(advertiserId, "FundsDeposited")).isEqualTo(1);
    }

    @Test
    void aRefusedRequestDoesNotUseUpItsKey() {
        String key = UUID.randomUUID().toString();

        assertThat(deposit("0aaaaaaaaaaaa", 7, key).status()).isEqualTo(404);
        assertThat(deposit(registered(), 7, key).status()).isEqualTo(200);
    }

    @Test
    void aCommandThatMeetsAnotherWritersEventIsDecidedAgainOnWhatIsThere() {
        // given
        String advertiserId = funded(700);
        appendedByAnotherInstance(advertiserId);

        // when
        Reply reply = deposit(advertiserId, 100, UUID.randomUUID().toString());

        // then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.number("balanceMicros")).isEqualTo(800);
        assertThat(events(advertiserId, "FundsDeposited")).isEqualTo(3);
    }

    /** The last event once more, behind the back of this service's cache. */
    private void appendedByAnotherInstance(String advertiserId) {
        LogEntry last =
                jdbc.sql(
                                """
                                SELECT * FROM event_log.events WHERE aggregate_identifier = ?
                                ORDER BY sequence_number DESC LIMIT 1""")
                        .param(advertiserId)
                        .query((row, n) -> LogRows.entry(row))
                        .single();
        try (Connection connection = dataSource.getConnection()) {
            LogRows.append(
                    connection,
                    new LogEntry(
                            0,
                            UUID.randomUUID().toString(),
                            advertiserId,
                            last.sequenceNumber() + 1,
                            last.type(),
                            last.timeStamp(),
                            last.payloadType(),
                            last.payloadRevision(),
                            last.payload(),
                            last.metaData()));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCampaignMadeAgainUnderItsKeyIsTheSameCampaign() {
        String advertiserId = funded(100 * WON);
        Map<String, Object> body = campaignBody(advertiserId, "shoes", 10 * WON);

        Reply first =
                post("/v1/campaigns", "local-operator", body, "Idempotency-Key", advertiserId);
        Reply again =
                post("/v1/campaigns", "local-operator", body, "Idempotency-Key", advertiserId);

        assertThat(again.text("campaignId")).isEqualTo(first.text("campaignId"));
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(events(advertiserId, "CampaignBudgetSet")).isEqualTo(1);
    }

    @Test
    void anEventNamesItsActorAndItsCauseAndNobodyElse() {
        // given
        Live live = live(1_000 * WON, 500 * WON);

        // when
        get("/t/c/" + token(live), null);

        // then
        String metaData =
                jdbc.sql(
                                """
                                SELECT convert_from(meta_data, 'UTF8') FROM event_log.events
                                WHERE aggregate_identifier = ?
                                    AND payload_type = 'io.recount.event.ClickCharged'""")
                        .param(live.advertiserId())
                        .query(String.class)
                        .single();
        assertThat(metaData)
                .contains("\"actorKeyId\":\"visitor\"", "correlationId", "traceId", "network")
                .doesNotContain("127.0.0.1", "203.0.113.9");
    }

    @Test
    void anAdvertisersKeyOpensItsOwnDataOnlyUntilItIsRevoked() {
        // given
        String mine = funded(100 * WON);
        String others = funded(100 * WON);
        Reply made =
                post(
                        "/v1/advertisers/" + mine + "/api-keys",
                        "local-operator",
                        Map.of("label", "shop"));
        String key = made.text("apiKey");
        assertThat(made.status()).isEqualTo(201);

        // when
        Reply own = post("/v1/campaigns", key, campaignBody(mine, "shoes", 10 * WON));
        Reply foreign = post("/v1/campaigns", key, campaignBody(others, "shoes", 10 * WON));
        Reply money = post("/v1/advertisers/" + mine + "/deposits", key, "{}");

        // then
        assertThat(own.status()).isEqualTo(201);
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(money.status()).isEqualTo(403);
        Reply revoked =
                send(
                        HttpRequest.newBuilder(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + port
                                                        + "/v1/api-keys/"
                                                        + made.text("keyId")))
                                .DELETE(),
                        "local-operator");
        assertThat(revoked.status()).isEqualTo(204);
    }
}
