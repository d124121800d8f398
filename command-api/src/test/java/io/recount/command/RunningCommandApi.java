package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The service on real PostgreSQL, Redis and Kafka, and what tests ask of it. The catalogue in Redis
 * is written here as projections would.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = { // Tests are faster than people, and a busy machine slower.
            "recount.traffic.min-click-ms=0",
            "recount.traffic.repeat-within=60s"
        })
@ActiveProfiles("local")
abstract class RunningCommandApi {
    static final long WON = 1_000_000;

    /** What a click costs with nobody behind: the reserve. */
    static final long PRICE = 70 * WON;

    /** As a client asks again, so that a stalled machine fails no test. */
    private static final int BUSY_MAX = 10;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    @LocalServerPort int port;
    @Autowired JdbcClient jdbc;
    @Autowired DataSource dataSource;
    @Autowired RedisClient redis;

    record Reply(int status, JsonNode body, HttpResponse<byte[]> raw) {
        String code() {
            return body.path("code").asString();
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }

        String text(String field) {
            return body.path(field).asString(null);
        }

        long number(String field) {
            return body.path(field).asLong();
        }
    }

    Reply post(String path, String key, Object body, String... headers) {
        String json = body instanceof String text ? text : JSON.writeValueAsString(body);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json));
        return send(request, key, headers);
    }

    Reply get(String path, String key) {
        return send(HttpRequest.newBuilder(uri(path)).GET(), key);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    Reply send(HttpRequest.Builder request, String key, String... headers) {
        if (key != null) {
            request.header("X-Api-Key", key);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpRequest built = request.build();
        Reply reply = exchange(built);
        for (int again = 0; again < BUSY_MAX && reply.code().equals("BUSY"); again++) {
            reply = exchange(built); // It waited 1.5 s in the queue, and nothing was done.
        }
        return reply;
    }

    private static Reply exchange(HttpRequest request) {
        try {
            HttpResponse<byte[]> raw = HTTP.send(request, BodyHandlers.ofByteArray());
            String type = raw.headers().firstValue("Content-Type").orElse("");
            JsonNode body =
                    type.contains("json") ? JSON.readTree(raw.body()) : JSON.createObjectNode();
            return new Reply(raw.statusCode(), body, raw);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String registered() {
        Reply reply =
                post(
                        "/v1/advertisers",
                        "local-operator",
                        Map.of("name", "Acme", "currency", "KRW", "timeZone", "Asia/Seoul"));
        assertThat(reply.status()).isEqualTo(201);
        return reply.text("advertiserId");
    }

    Reply deposit(String advertiserId, long micros, String idempotencyKey) {
        return post(
                "/v1/advertisers/" + advertiserId + "/deposits",
                "local-operator",
                Map.of("amountMicros", micros, "reference", "invoice 7"),
                "Idempotency-Key",
                idempotencyKey);
    }

    String funded(long micros) {
        String advertiserId = registered();
        assertThat(deposit(advertiserId, micros, UUID.randomUUID().toString()).status())
                .isEqualTo(200);
        return advertiserId;
    }

    static Map<String, Object> campaignBody(String advertiserId, String keyword, long daily) {
        return Map.of(
                "advertiserId",
                advertiserId,
                "name",
                "Autumn",
                "maxCpcMicros",
                100 * WON,
                "dailyBudgetMicros",
                daily,
                "targeting",
                Map.of("keywords", List.of(keyword), "categories", List.of()));
    }

    static Map<String, Object> adBody(String landingUrl) {
        return Map.of(
                "title",
                "Shoes",
                "description",
                "Good shoes",
                "landingUrl",
                landingUrl,
                "displayUrl",
                "shop.example");
    }

    record Live(String advertiserId, String campaignId, String adId, String keyword) {}

    /** A campaign that serves: made by the API, and put into Redis as projections would. */
    Live live(long balance, long daily) {
        String keyword = "k" + UUID.randomUUID().toString().replace("-", "");
        String advertiserId = funded(balance);
        Reply campaign =
                post("/v1/campaigns", "local-operator", campaignBody(advertiserId, keyword, daily));
        assertThat(campaign.status()).isEqualTo(201);
        String campaignId = campaign.text("campaignId");
        String url = "https://shop.example/shoes?color=red#top";
        Reply ad = post("/v1/campaigns/" + campaignId + "/ads", "local-operator", adBody(url));
        assertThat(ad.status()).isEqualTo(201);
        Reply active = post("/v1/campaigns/" + campaignId + "/activate", "local-operator", "{}");
        assertThat(active.status()).isEqualTo(200);
        Live live = new Live(advertiserId, campaignId, ad.text("adId"), keyword);
        publish(live, url, daily, active.number("position"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> adRequest(live).body().path("ads").size() == 1);
        return live;
    }

    private void publish(Live live, String url, long daily, long position) {
        CatalogueCampaign entry =
                CatalogueCampaign.newBuilder()
                        .setCampaignId(live.campaignId())
                        .setAdvertiserId(live.advertiserId())
                        .setStatus(CampaignStatus.ACTIVE)
                        .setMaxCpcMicros(100 * WON)
                        .setDailyBudgetMicros(daily)
                        .setTargeting(
                                Targeting.newBuilder()
                                        .setKeywords(List.of(live.keyword()))
                                        .setCategories(List.of())
                                        .build())
                        .setPacing(Pacing.ASAP)
                        .setTimeZone("Asia/Seoul")
                        .setAds(
                                List.of(
                                        CatalogueAd.newBuilder()
                                                .setAdId(live.adId())
                                                .setTitle("Shoes")
                                                .setDescription("Good shoes")
                                                .setLandingUrl(url)
                                                .setDisplayUrl("shop.example")
                                                .build()))
                        .setPosition(position)
                        .build();
        try (var connection = redis.connect(CODEC)) {
            var commands = connection.sync();
            commands.hset(RedisKeys.CATALOGUE, live.campaignId(), AvroCodec.encode(entry));
            commands.xadd(
                    RedisKeys.CATALOGUE_CHANGES,
                    Map.of(
                            "campaign",
                            bytes(live.campaignId()),
                            "position",
                            bytes(Long.toString(position))));
            commands.set(RedisKeys.CATALOGUE_READY, bytes("1"));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Each asks for another visitor: the same one may not click an ad twice within seconds. */
    static Map<String, Object> adRequestBody(String query, boolean test) {
        return adRequestBody(query, test, UUID.randomUUID().toString());
    }

    static Map<String, Object> adRequestBody(String query, boolean test, String userId) {
        return Map.of(
                "query",
                query,
                "user",
                Map.of("id", userId),
                "device",
                Map.of("ip", "203.0.113.9", "userAgent", "Firefox"),
                "geo",
                Map.of("country", "KR"),
                "test",
                test);
    }

    /** Another budget for the day, of which serving hears nothing: it goes on by the old one. */
    void setDay(Live live, long dailyMicros) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/v1/campaigns/" + live.campaignId()))
                        .header("Content-Type", "application/json")
                        .method(
                                "PATCH",
                                BodyPublishers.ofString(
                                        "{\"dailyBudgetMicros\":" + dailyMicros + "}"));
        assertThat(send(request, "local-operator", "If-Match", "*").status()).isEqualTo(200);
    }

    Reply adRequest(Live live) {
        return post("/v1/ad-requests", "local-publisher", adRequestBody(live.keyword(), false));
    }

    String token(Live live) {
        return adRequest(live).body().path("ads").path(0).path("token").asString();
    }

    long events(String advertiserId, String type) {
        return jdbc.sql(
                        """
                        SELECT count(*) FROM event_log.events
                        WHERE aggregate_identifier = ? AND payload_type = ?""")
                .params(advertiserId, "io.recount.event." + type)
                .query(Long.class)
                .single();
    }
}
