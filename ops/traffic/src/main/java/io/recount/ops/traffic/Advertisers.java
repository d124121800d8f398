package io.recount.ops.traffic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * Brings the market to the server: once, and remembered in a file, so that the next run goes on
 * with the same advertisers; anew where the server does not know them any more.
 */
final class Advertisers {
    static final String KEY = "local-operator";

    private static final long TOP_UP_MICROS = 5_000_000L * 1_000_000;

    private final Client client;
    private final Path file;

    /** What is remembered: advertiser ids, and each campaign's rate of clicks. */
    record Known(List<String> advertiserIds, Map<String, Double> clickRates) {}

    Advertisers(Client client, Path file) {
        this.client = client;
        this.file = file;
    }

    Known bringIn() throws IOException {
        if (Files.exists(file)) {
            Known known = Client.JSON.readValue(file.toFile(), Known.class);
            if (topUp(known)) {
                return known;
            }
        }
        Map<String, Double> clickRates = new LinkedHashMap<>();
        List<String> ids = Market.ADVERTISERS.stream().map(one -> create(one, clickRates)).toList();
        Known known = new Known(ids, clickRates);
        Client.JSON.writeValue(file.toFile(), known);
        return known;
    }

    /** False when the server knows one of them no more. */
    boolean topUp(Known known) {
        return known.advertiserIds().stream().allMatch(this::deposit);
    }

    private boolean deposit(String advertiserId) {
        Map<String, Object> body =
                Map.of("amountMicros", TOP_UP_MICROS, "reference", "traffic-" + UUID.randomUUID());
        Client.Answer answer = post("/v1/advertisers/" + advertiserId + "/deposits", body);
        if (!answer.succeeded() && answer.status() != 404) {
            throw new IllegalStateException("deposit: " + answer);
        }
        return answer.succeeded();
    }

    private String create(Market.Advertiser advertiser, Map<String, Double> clickRates) {
        String id =
                field(
                        post(
                                "/v1/advertisers",
                                Map.of(
                                        "name", advertiser.name(),
                                        "currency", "KRW",
                                        "timeZone", advertiser.timeZone())),
                        "advertiserId");
        deposit(id);
        advertiser
                .products()
                .forEach(
                        product ->
                                clickRates.put(createCampaign(id, product), product.clickRate()));
        return id;
    }

    private String createCampaign(String advertiserId, Market.Product product) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("advertiserId", advertiserId);
        body.put("name", product.name());
        body.put("maxCpcMicros", product.maxCpcMicros());
        body.put("dailyBudgetMicros", product.dailyBudgetMicros());
        body.put("targeting", Map.of("keywords", product.keywords(), "categories", List.of()));
        String campaignId = field(post("/v1/campaigns", body), "campaignId");
        Map<String, Object> ad =
                Map.of(
                        "title",
                        product.title(),
                        "description",
                        product.description(),
                        "landingUrl",
                        "https://example.com/" + campaignId,
                        "displayUrl",
                        "example.com");
        field(post("/v1/campaigns/" + campaignId + "/ads", ad), "adId");
        field(post("/v1/campaigns/" + campaignId + "/activate", Map.of()), "status");
        return campaignId;
    }

    private Client.Answer post(String path, Object body) {
        try {
            return client.post(path, KEY, null, body).join();
        } catch (CompletionException e) {
            throw new IllegalStateException(path + ": " + e.getCause(), e);
        }
    }

    private static String field(Client.Answer answer, String name) {
        if (!answer.succeeded()) {
            throw new IllegalStateException("no " + name + ": " + answer);
        }
        return answer.body().path(name).asText();
    }
}
