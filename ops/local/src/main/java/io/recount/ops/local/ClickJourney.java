package io.recount.ops.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The main job, step by step as a user does it: an advertiser is funded and given a campaign, an ad
 * request is filled, its impression and click are reported, and both are seen in the query API. The
 * probe of {@code up}, {@code demo} and the end-to-end test all take this way.
 */
final class ClickJourney {
    private static final long WON = 1_000_000;
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    /** Nobody clicks an ad within 100 ms of its serving: such clicks are refused. */
    private static final long LOOKED_AT_MS = 200;

    /** A campaign that can serve, and the word that finds it. */
    record Served(String advertiserId, String campaignId, String adId, String keyword) {}

    /** What a click answered. */
    record Clicked(String clickId, String outcome, long chargedMicros, Instant at) {}

    private final Settings settings;
    private final Api api;

    ClickJourney(Settings settings, Api api) {
        this.settings = settings;
        this.api = api;
    }

    Served create(String name, String keyword) throws IOException {
        String advertiserId = register(name);
        deposit(advertiserId, 100_000 * WON);
        String campaignId = createCampaign(advertiserId, name, keyword);
        String adId =
                post(
                                "/v1/campaigns/" + campaignId + "/ads",
                                Map.of(
                                        "title",
                                        name,
                                        "description",
                                        "Counted, and counted again.",
                                        "landingUrl",
                                        "https://example.com/" + keyword,
                                        "displayUrl",
                                        "example.com"))
                        .field("adId");
        post("/v1/campaigns/" + campaignId + "/activate", Map.of()).field("status");
        return new Served(advertiserId, campaignId, adId, keyword);
    }

    private String register(String name) throws IOException {
        return post(
                        "/v1/advertisers",
                        Map.of("name", name, "currency", "KRW", "timeZone", "Asia/Seoul"))
                .field("advertiserId");
    }

    void deposit(String advertiserId, long amountMicros) throws IOException {
        Map<String, Object> body =
                Map.of("amountMicros", amountMicros, "reference", "local-" + UUID.randomUUID());
        post("/v1/advertisers/" + advertiserId + "/deposits", body).field("balanceMicros");
    }

    private String createCampaign(String advertiserId, String name, String keyword)
            throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("advertiserId", advertiserId);
        body.put("name", name);
        body.put("maxCpcMicros", 300 * WON);
        body.put("dailyBudgetMicros", 1_000_000 * WON);
        body.put("targeting", Map.of("keywords", List.of(keyword), "categories", List.of()));
        return post("/v1/campaigns", body).field("campaignId");
    }

    /** Asks for an ad until this campaign's comes, reports it seen, and clicks it. */
    Clicked click(Served served) throws IOException {
        JsonNode ad = awaitAd(served);
        Instant at = Instant.now();
        Api.Answer seen = api.get(ad.path("impressionUrl").asText(), "");
        if (!seen.succeeded()) {
            throw new IllegalStateException("impression: " + seen.status() + " " + seen.text());
        }
        Pause.ms(LOOKED_AT_MS);
        Api.Answer clicked =
                api.post(
                        settings.commandApi() + "/v1/clicks",
                        Settings.OPERATOR_KEY,
                        Map.of("token", ad.path("token").asText()));
        return new Clicked(
                clicked.field("clickId"),
                clicked.field("outcome"),
                clicked.body().path("chargedMicros").asLong(),
                at);
    }

    private JsonNode awaitAd(Served served) throws IOException {
        long limit = System.nanoTime() + SERVED_WITHIN.toNanos();
        while (true) {
            Api.Answer answer = requestAd(served.keyword());
            for (JsonNode ad : answer.body().path("ads")) {
                if (ad.path("campaignId").asText().equals(served.campaignId())) {
                    return ad;
                }
            }
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("no ad: " + answer.status() + " " + answer.text());
            }
            Pause.ms(200);
        }
    }

    private Api.Answer requestAd(String keyword) throws IOException {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", keyword);
        body.put("slots", 1);
        body.put("user", Map.of("id", UUID.randomUUID().toString()));
        body.put("geo", Map.of("country", "KR"));
        return api.post(settings.commandApi() + "/v1/ad-requests", Settings.PUBLISHER_KEY, body);
    }

    /** Sums of the campaign's 1-minute windows since an instant. */
    record Seen(long impressions, long clicks, long costMicros) {}

    Seen seenSince(String campaignId, Instant from) throws IOException {
        Instant first = from.truncatedTo(ChronoUnit.MINUTES);
        Api.Answer answer =
                api.get(
                        settings.queryApi() + "/v1/campaigns/" + campaignId + "/metrics?window=1m",
                        Settings.OPERATOR_KEY);
        long impressions = 0;
        long clicks = 0;
        long costMicros = 0;
        for (JsonNode item : answer.body().path("items")) {
            if (!Instant.parse(item.path("windowStart").asText()).isBefore(first)) {
                impressions += item.path("impressions").asLong();
                clicks += item.path("clicks").asLong();
                costMicros += item.path("costMicros").asLong();
            }
        }
        return new Seen(impressions, clicks, costMicros);
    }

    /** The campaign as the query API has it. */
    Api.Answer campaign(String campaignId) throws IOException {
        return api.get(settings.queryApi() + "/v1/campaigns/" + campaignId, Settings.OPERATOR_KEY);
    }

    private Api.Answer post(String path, Object body) throws IOException {
        return api.post(settings.commandApi() + path, Settings.OPERATOR_KEY, body);
    }
}
