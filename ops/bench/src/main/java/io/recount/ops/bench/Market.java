package io.recount.ops.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import io.recount.money.Micros;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Advertisers with a full balance and one running campaign each, made through the service. Each is
 * in a category of its own, so that a request says whose ads it wants. The catalogue is what
 * projections would make of them.
 */
final class Market {
    private static final long BID_MICROS = 300_000_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpConnection http;
    private final List<CatalogueCampaign> campaigns = new ArrayList<>();

    private Market(HttpConnection http) {
        this.http = http;
    }

    /** As many advertisers, in the categories 0 to so many. */
    static void open(RunningService service, int advertisers) throws IOException {
        try (HttpConnection http = new HttpConnection(service.port())) {
            Market market = new Market(http);
            for (int i = 0; i < advertisers; i++) {
                market.advertiser(category(i));
            }
            market.publish(service.redisUrl());
        }
    }

    static String category(int advertiser) {
        return "bench-" + advertiser;
    }

    private void advertiser(String category) throws IOException {
        String advertiser =
                post(
                        "/v1/advertisers",
                        Map.of("name", category, "currency", "KRW", "timeZone", "Asia/Seoul"),
                        "advertiserId");
        post(
                "/v1/advertisers/" + advertiser + "/deposits",
                Map.of("amountMicros", Micros.MAX / 2, "reference", "bench"),
                "balanceMicros");
        String campaign =
                post(
                        "/v1/campaigns",
                        Map.of(
                                "advertiserId",
                                advertiser,
                                "name",
                                category,
                                "maxCpcMicros",
                                BID_MICROS,
                                "dailyBudgetMicros",
                                Micros.MAX / 4,
                                "autoPausePercent",
                                100,
                                "targeting",
                                Map.of(
                                        "keywords", List.of(),
                                        "categories", List.of(category))),
                        "campaignId");
        String url = "https://example.com/" + category;
        String ad =
                post(
                        "/v1/campaigns/" + campaign + "/ads",
                        Map.of(
                                "title", "Bench",
                                "description", "Clicked as often as can be.",
                                "landingUrl", url,
                                "displayUrl", "example.com"),
                        "adId");
        post("/v1/campaigns/" + campaign + "/activate", Map.of(), "status");
        campaigns.add(entry(advertiser, campaign, ad, category, url));
    }

    private static CatalogueCampaign entry(
            String advertiser, String campaign, String ad, String category, String url) {
        return CatalogueCampaign.newBuilder()
                .setCampaignId(campaign)
                .setAdvertiserId(advertiser)
                .setStatus(CampaignStatus.ACTIVE)
                .setMaxCpcMicros(BID_MICROS)
                .setTargeting(
                        Targeting.newBuilder()
                                .setKeywords(List.of())
                                .setCategories(List.of(category))
                                .build())
                .setPacing(Pacing.ASAP)
                .setDailyBudgetMicros(Micros.MAX / 4)
                .setAutoPausePercent(100)
                .setTimeZone("Asia/Seoul")
                .setAds(
                        List.of(
                                CatalogueAd.newBuilder()
                                        .setAdId(ad)
                                        .setTitle("Bench")
                                        .setDescription("Clicked as often as can be.")
                                        .setLandingUrl(url)
                                        .setDisplayUrl("example.com")
                                        .setStatus(AdStatus.ACTIVE)
                                        .build()))
                .setPosition(1)
                .build();
    }

    private void publish(String redisUrl) {
        Map<String, byte[]> catalogue = new HashMap<>();
        campaigns.forEach(c -> catalogue.put(c.getCampaignId(), AvroCodec.encode(c)));
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        try (RedisClient client = RedisClient.create(redisUrl);
                var connection = client.connect(codec)) {
            connection.sync().hset(RedisKeys.CATALOGUE, catalogue);
            connection.sync().set(RedisKeys.CATALOGUE_READY, new byte[] {'1'});
            for (String id : catalogue.keySet()) { // For a catalogue that was loaded already.
                connection
                        .sync()
                        .xadd(
                                RedisKeys.CATALOGUE_CHANGES,
                                Map.of(
                                        RedisKeys.CHANGED_CAMPAIGN,
                                        id.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private String post(String path, Object body, String field) throws IOException {
        HttpConnection.Answer answer =
                http.send(
                        HttpConnection.head(
                                "POST",
                                path,
                                "X-Api-Key: local-operator",
                                "Idempotency-Key: " + UUID.randomUUID()),
                        JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8));
        if (answer.status() >= 300) {
            throw new IllegalStateException(path + ": " + answer.status() + " " + answer.text());
        }
        return JSON.readTree(answer.text()).get(field).asString();
    }
}
