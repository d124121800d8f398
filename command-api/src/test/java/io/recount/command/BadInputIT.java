package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong is refused by name, and changes nothing. */
class BadInputIT extends OnSharedParts {
    @Test
    void anUnknownFieldIsNamed() {
        Reply reply =
                post(
                        "/v1/advertisers",
                        "local-operator",
                        "{\"name\":\"A\",\"currency\":\"KRW\",\"timeZone\":\"UTC\",\"colour\":1}");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().path("detail").asString()).contains("colour");
    }

    @Test
    void amountsAreWholeAndPositiveAndNotTooLarge() {
        String advertiserId = registered();
        Map<String, Integer> statusOf =
                Map.of(
                        "-1", 422,
                        "0", 422,
                        "1.5", 400,
                        "9000000000000001", 422,
                        "99999999999999999999", 400,
                        "\"7\"", 400,
                        "null", 400);

        statusOf.forEach(
                (amount, status) ->
                        assertThat(
                                        post(
                                                        "/v1/advertisers/"
                                                                + advertiserId
                                                                + "/deposits",
                                                        "local-operator",
                                                        "{\"amountMicros\":"
                                                                + amount
                                                                + ",\"reference\":\"r\"}",
                                                        "Idempotency-Key",
                                                        "k" + amount.hashCode())
                                                .status())
                                .as(amount)
                                .isEqualTo(status));
        assertThat(events(advertiserId, "FundsDeposited")).isZero();
    }

    @Test
    void aBalanceHasALimit() {
        String advertiserId = funded(9_000_000_000_000_000L);

        Reply reply = deposit(advertiserId, 1, "over-" + advertiserId);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("BALANCE_TOO_LARGE");
    }

    @Test
    void aDepositNeedsAnIdempotencyKey() {
        Reply reply =
                post(
                        "/v1/advertisers/" + registered() + "/deposits",
                        "local-operator",
                        Map.of("amountMicros", 1, "reference", "r"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("IDEMPOTENCY_KEY_REQUIRED");
    }

    @Test
    void aCurrencyOrAZoneThatIsNotOursIsRefused() {
        assertThat(register("XXY", "Asia/Seoul").code()).isEqualTo("UNKNOWN_CURRENCY");
        assertThat(register("EUR", "Asia/Seoul").code()).isEqualTo("CURRENCY_NOT_SUPPORTED");
        assertThat(register("KRW", "Asia/Soul").code()).isEqualTo("UNKNOWN_TIME_ZONE");
        assertThat(register("KRW", "+09:00").status()).isEqualTo(422);
    }

    private Reply register(String currency, String zone) {
        return post(
                "/v1/advertisers",
                "local-operator",
                Map.of("name", "A", "currency", currency, "timeZone", zone));
    }

    @Test
    void whatDoesNotExistIsNotFound() {
        assertThat(deposit("0aaaaaaaaaaaa", 1, "nobody").status()).isEqualTo(404);
        assertThat(
                        post(
                                        "/v1/campaigns",
                                        "local-operator",
                                        campaignBody("0aaaaaaaaaaaa", "shoes", WON))
                                .status())
                .isEqualTo(404);
        for (String id : List.of("0aaaaaaaaaaaa-1", registered(), "a b", "%00", "a".repeat(300))) {
            Reply reply =
                    post(
                            "/v1/campaigns/" + id.replace(" ", "%20") + "/activate",
                            "local-operator",
                            "{}");
            assertThat(reply.status()).as(id).isIn(400, 404);
        }
    }

    @Test
    void aCampaignsIdIsNoAdvertisersId() {
        String advertiserId = funded(WON);
        String campaignId =
                post("/v1/campaigns", "local-operator", campaignBody(advertiserId, "x", WON))
                        .text("campaignId");

        assertThat(
                        post("/v1/campaigns", "local-operator", campaignBody(campaignId, "x", WON))
                                .status())
                .isEqualTo(404);
        assertThat(deposit(campaignId, 1, campaignId).status()).isEqualTo(404);
    }

    @Test
    void rolesAreHeldTo() {
        assertThat(post("/v1/advertisers", null, "{}").status()).isEqualTo(401);
        assertThat(post("/v1/advertisers", "nobodys", "{}").status()).isEqualTo(401);
        assertThat(post("/v1/advertisers", "local-publisher", "{}").status()).isEqualTo(403);
        assertThat(post("/v1/ad-requests", "local-auditor", "{}").status()).isEqualTo(403);
        assertThat(post("/v1/campaigns", "local-service", "{}").status()).isEqualTo(403);
    }

    @Test
    void malformedAndOversizedBodiesAreRefused() {
        assertThat(post("/v1/advertisers", "local-operator", "{").status()).isEqualTo(400);
        assertThat(post("/v1/advertisers", "local-operator", "[]").status()).isEqualTo(400);
        assertThat(post("/v1/advertisers", "local-operator", "").status()).isEqualTo(400);
        assertThat(
                        post(
                                        "/v1/advertisers",
                                        "local-operator",
                                        "{\"name\":\"" + "x".repeat(300_000) + "\"}")
                                .status())
                .isEqualTo(413);
        assertThat(
                        post(
                                        "/v1/advertisers",
                                        "local-operator",
                                        "[".repeat(10_000) + "]".repeat(10_000))
                                .status())
                .isEqualTo(400);
    }

    @Test
    void aForgedTokenIsRefusedAndChargesNothing() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);
        char changed = token.charAt(40) == 'A' ? 'B' : 'A';
        String forged = token.substring(0, 40) + changed + token.substring(41);

        // then
        Reply post = post("/v1/clicks", null, Map.of("token", forged));
        assertThat(post.status()).isEqualTo(400);
        assertThat(post.code()).isEqualTo("FORGED_TOKEN");
        assertThat(get("/t/c/" + forged, null).status()).isEqualTo(404);
        assertThat(get("/t/i/" + forged, null).status()).isEqualTo(404);
        assertThat(get("/t/c/x", null).status()).isEqualTo(404);
        assertThat(events(live.advertiserId(), "ClickCharged")).isZero();
    }

    @Test
    void aCampaignNeedsAnAdBeforeItIsActivatedAndIsActivatedOnce() {
        // given
        String advertiserId = funded(100 * WON);
        String campaignId =
                post("/v1/campaigns", "local-operator", campaignBody(advertiserId, "x", WON))
                        .text("campaignId");
        String activate = "/v1/campaigns/" + campaignId + "/activate";

        // then
        assertThat(post(activate, "local-operator", "{}").code()).isEqualTo("NO_ADS");
        String ads = "/v1/campaigns/" + campaignId + "/ads";
        assertThat(post(ads, "local-operator", adBody("http://shop.example")).code())
                .isEqualTo("INVALID_URL");
        assertThat(post(ads, "local-operator", adBody("https://shop.example")).status())
                .isEqualTo(201);
        assertThat(post(activate, "local-operator", "{}").text("status")).isEqualTo("ACTIVE");
        Reply again = post(activate, "local-operator", "{}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("WRONG_STATE");
    }

    @Test
    void aCampaignsFieldsAreHeldToTheirRules() {
        String advertiserId = funded(100 * WON);

        Map<String, Object> cheap = new HashMap<>(campaignBody(advertiserId, "x", WON));
        cheap.put("maxCpcMicros", 69 * WON);
        assertThat(post("/v1/campaigns", "local-operator", cheap).code())
                .isEqualTo("BID_UNDER_RESERVE");

        Map<String, Object> untargeted = new HashMap<>(campaignBody(advertiserId, "x", WON));
        untargeted.put("targeting", Map.of("keywords", List.of(), "categories", List.of()));
        assertThat(post("/v1/campaigns", "local-operator", untargeted).code())
                .isEqualTo("NO_TARGETING");

        Map<String, Object> unwanted = new HashMap<>(campaignBody(advertiserId, "x", WON));
        unwanted.put("targeting", Map.of("keywords", List.of("-used"), "categories", List.of()));
        assertThat(post("/v1/campaigns", "local-operator", unwanted).code())
                .isEqualTo("NO_TARGETING");

        Map<String, Object> unreadable = new HashMap<>(campaignBody(advertiserId, "x", WON));
        unreadable.put(
                "targeting",
                Map.of("keywords", List.of("shoes", "[red ${x} {shoes}"), "categories", List.of()));
        Reply refused = post("/v1/campaigns", "local-operator", unreadable);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/targeting/keywords/1");
        assertThat(refused.body().path("errors").path(0).path("detail").asString())
                .startsWith("keyword [red ${x} {shoes} must be plain words");

        Map<String, Object> country = new HashMap<>(campaignBody(advertiserId, "x", WON));
        country.put(
                "targeting",
                Map.of(
                        "keywords",
                        List.of("x"),
                        "categories",
                        List.of(),
                        "countries",
                        List.of("Korea")));
        assertThat(post("/v1/campaigns", "local-operator", country).status()).isEqualTo(422);

        Map<String, Object> missing = new HashMap<>(campaignBody(advertiserId, "x", WON));
        missing.remove("dailyBudgetMicros");
        assertThat(post("/v1/campaigns", "local-operator", missing).status()).isEqualTo(400);
        assertThat(events(advertiserId, "CampaignBudgetSet")).isZero();
    }

    @Test
    void anAdRequestWithBadFieldsIsRefused() {
        Map<String, Object> slots = new HashMap<>(adRequestBody("x", false));
        slots.put("slots", 11);
        assertThat(post("/v1/ad-requests", "local-publisher", slots).status()).isEqualTo(422);

        Map<String, Object> ip = new HashMap<>(adRequestBody("x", false));
        ip.put("device", Map.of("ip", "localhost", "userAgent", "x"));
        assertThat(post("/v1/ad-requests", "local-publisher", ip).status()).isEqualTo(422);
    }
}
