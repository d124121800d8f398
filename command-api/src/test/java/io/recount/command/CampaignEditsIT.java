package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Changing campaigns, ads and advertisers over REST. Long because all share one running service.
 */
class CampaignEditsIT extends ManagingCalls {
    private static final String OPERATOR = "local-operator";

    @Test
    void aCampaignIsPatchedUnderItsETagAndOnlyThen() {
        // given
        String campaign = "/v1/campaigns/" + draft();
        Map<String, Object> body = Map.of("name", "Winter", "dailyBudgetMicros", 700 * WON);

        // when
        Reply without = patch(campaign, OPERATOR, body);
        Reply stale = patch(campaign, OPERATOR, body, "If-Match", "\"7\"");
        Reply patched = patch(campaign, OPERATOR, body, "If-Match", "\"0\"");
        Reply again = patch(campaign, OPERATOR, body, "If-Match", "\"0\"");
        Reply same = patch(campaign, OPERATOR, body, "If-Match", "\"1\"");

        // then
        assertThat(without.status()).isEqualTo(428);
        assertThat(stale.status()).isEqualTo(412);
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("\"1\"");
        assertThat(patched.number("position")).isPositive();
        assertThat(again.code()).isEqualTo("STALE_VERSION");
        assertThat(same.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void capsAreTakenAwayByAnExplicitNullAndNothingElseIs() {
        // given
        String campaignId = draft();
        String campaign = "/v1/campaigns/" + campaignId;
        String caps =
                "{\"totalBudgetMicros\":5000000,\"frequencyCap\":{\"impressions\":3,\"perHours\":1}}";
        assertThat(patch(campaign, OPERATOR, caps, "If-Match", "*").number("version")).isEqualTo(1);

        // when
        Reply untouched = patch(campaign, OPERATOR, "{\"pacing\":\"EVEN\"}", "If-Match", "*");
        Reply removed =
                patch(
                        campaign,
                        OPERATOR,
                        "{\"totalBudgetMicros\":null,\"frequencyCap\":null}",
                        "If-Match",
                        "*");
        Reply refused = patch(campaign, OPERATOR, "{\"name\":null}", "If-Match", "*");

        // then
        assertThat(untouched.number("version")).isEqualTo(2);
        assertThat(removed.number("version")).isEqualTo(3);
        assertThat(events(Ids.advertiserOf(campaignId), "CampaignBudgetSet")).isEqualTo(3);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().path("errors").path(0).path("pointer").asString())
                .isEqualTo("/name");
    }

    @Test
    void aPatchIsHeldToTheSameRulesAsANewCampaign() {
        String campaign = "/v1/campaigns/" + draft();
        Map<String, Integer> statusOf = new HashMap<>();
        statusOf.put("{\"maxCpcMicros\":1}", 422);
        statusOf.put("{\"dailyBudgetMicros\":0}", 422);
        statusOf.put("{\"dailyBudgetMicros\":1.5}", 400);
        statusOf.put("{\"totalBudgetMicros\":-1}", 422);
        statusOf.put("{\"autoPausePercent\":101}", 422);
        statusOf.put("{\"name\":\"  \"}", 422);
        statusOf.put("{\"pacing\":\"FAST\"}", 400);
        statusOf.put("{\"frequencyCap\":{\"impressions\":0,\"perHours\":1}}", 422);
        statusOf.put("{\"targeting\":{\"keywords\":[],\"categories\":[]}}", 422);
        statusOf.put("{\"targeting\":{\"keywords\":[\"a\"]}}", 400);
        statusOf.put("{\"advertiserId\":\"x\"}", 400);
        statusOf.put("[]", 400);

        statusOf.forEach(
                (body, status) ->
                        assertThat(patch(campaign, OPERATOR, body, "If-Match", "\"0\"").status())
                                .as(body)
                                .isEqualTo(status));
        assertThat(patch(campaign, OPERATOR, "{}", "If-Match", "\"0\"").number("version")).isZero();
    }

    @Test
    void anAdIsChangedAndPaused() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String ad = "/v1/campaigns/" + live.campaignId() + "/ads/" + live.adId();

        // when
        Reply paused = patch(ad, OPERATOR, Map.of("status", "PAUSED"), "If-Match", "\"2\"");
        Reply changed =
                patch(
                        ad,
                        OPERATOR,
                        Map.of("landingUrl", "https://shop.example/new", "title", "New"),
                        "If-Match",
                        "\"3\"");

        // then
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.text("adId")).isEqualTo(live.adId());
        assertThat(changed.header("ETag")).isEqualTo("\"4\"");
        assertThat(patch(ad, OPERATOR, "{}").status()).isEqualTo(428);
        assertThat(patch(ad, OPERATOR, "{\"title\":\"x\"}", "If-Match", "\"1\"").status())
                .isEqualTo(412);
        assertThat(patch(ad, OPERATOR, "{\"landingUrl\":\"http://x\"}", "If-Match", "*").code())
                .isEqualTo("INVALID_URL");
        assertThat(patch(ad, OPERATOR, "{\"title\":null}", "If-Match", "*").status())
                .isEqualTo(400);
        assertThat(patch(ad + "x", OPERATOR, "{\"title\":\"x\"}", "If-Match", "*").status())
                .isEqualTo(404);
    }

    @Test
    void aCampaignLivesFromDraftToItsEnd() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String campaign = "/v1/campaigns/" + live.campaignId();
        String token = token(live);

        // when
        Reply paused = post(campaign + "/pause", OPERATOR, Map.of("reason", "holiday"));
        Reply graced = post("/v1/clicks", OPERATOR, Map.of("token", token));
        Reply resumed = post(campaign + "/resume", OPERATOR, "{}");
        Reply ended = post(campaign + "/end", OPERATOR, "");

        // then
        assertThat(paused.text("status")).isEqualTo("PAUSED");
        assertThat(paused.body().path("pauseReasons").path(0).asString()).isEqualTo("USER");
        assertThat(graced.text("outcome")).isEqualTo("CHARGED_GRACE");
        assertThat(graced.number("chargedMicros")).isEqualTo(PRICE);
        assertThat(resumed.text("status")).isEqualTo("ACTIVE");
        assertThat(ended.text("status")).isEqualTo("ENDED");
        assertThat(ended.header("ETag")).isEqualTo("\"5\"");
        for (String call : List.of("activate", "pause", "resume", "end")) {
            Reply refused = post(campaign + "/" + call, OPERATOR, "{}");
            assertThat(refused.status()).as(call).isEqualTo(409);
            assertThat(refused.text("detail")).as(call).contains("ENDED");
        }
    }

    @Test
    void aServicePausesForTheDayAndMovesNoETag() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String pause = "/v1/campaigns/" + live.campaignId() + "/pause";
        String today = click(live).status() == 200 ? dayOf(live) : "";

        // when
        Reply yesterday =
                post(pause, "local-service", Map.of("cause", "DAY", "day", "2020-01-01T15:00:00Z"));
        Reply paused = post(pause, "local-service", Map.of("cause", "DAY", "day", today));

        // then
        assertThat(yesterday.text("status")).isEqualTo("ACTIVE");
        assertThat(yesterday.status()).isEqualTo(200);
        assertThat(paused.text("status")).isEqualTo("PAUSED");
        assertThat(paused.number("version")).isEqualTo(2);
        Reply raised =
                patch(
                        "/v1/campaigns/" + live.campaignId(),
                        OPERATOR,
                        Map.of("dailyBudgetMicros", 900 * WON),
                        "If-Match",
                        "\"2\"");
        assertThat(raised.text("status")).isEqualTo("ACTIVE");
    }

    private String dayOf(Live live) {
        return jdbc.sql(
                        """
                        SELECT time_stamp::timestamptz AT TIME ZONE 'Asia/Seoul'
                        FROM event_log.events WHERE aggregate_identifier = ?
                        ORDER BY position DESC LIMIT 1""")
                .param(live.advertiserId())
                .query(LocalDateTime.class)
                .single()
                .toLocalDate()
                .atStartOfDay(ZoneId.of("Asia/Seoul"))
                .toInstant()
                .toString();
    }

    @Test
    void aPauseByAServiceIsNotForTheAdvertiserToSetOrToEnd() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String campaign = "/v1/campaigns/" + live.campaignId();
        String key =
                post(
                                "/v1/advertisers/" + live.advertiserId() + "/api-keys",
                                OPERATOR,
                                Map.of("label", "shop"))
                        .text("apiKey");

        // then
        assertThat(post(campaign + "/pause", key, "{\"cause\":\"HOLD\"}").status()).isEqualTo(403);
        assertThat(post(campaign + "/pause", "local-service", "{\"cause\":\"HOLD\"}").status())
                .isEqualTo(200);
        assertThat(post(campaign + "/resume", key, "{\"cause\":\"HOLD\"}").status()).isEqualTo(403);
        assertThat(post(campaign + "/resume", key, "{}").status()).isEqualTo(409);
        assertThat(post(campaign + "/pause", "local-service", "{\"cause\":\"DAY\"}").status())
                .isEqualTo(422);
        assertThat(post(campaign + "/pause", "local-service", "{\"cause\":\"RAIN\"}").status())
                .isEqualTo(400);
        assertThat(post(campaign + "/pause", key, "{}").status()).isEqualTo(200);
    }

    @Test
    void qualityScoresAreSetByTheServiceAndMoveNoETag() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String scores = "/v1/campaigns/" + live.campaignId() + "/quality-scores";
        String body = scores(live.adId(), "6.1234", "5.5", "7");

        // when
        Reply set = put(scores, "local-service", body, "If-Match", "*");

        // then
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.header("ETag")).isEqualTo("\"2\"");
        assertThat(events(live.campaignId(), "QualityScoresSet")).isEqualTo(1);
        assertThat(put(scores, "local-service", body).status()).isEqualTo(428);
        assertThat(put(scores, "local-publisher", body, "If-Match", "*").status()).isEqualTo(403);
        for (String wrong :
                List.of(
                        scores("nobody", "6", "5", "7"),
                        scores(live.adId(), "11", "5", "7"),
                        scores(live.adId(), "6", "6.5", "7"),
                        "{\"scores\":[]}")) {
            assertThat(put(scores, "local-service", wrong, "If-Match", "*").status())
                    .as(wrong)
                    .isEqualTo(422);
        }
    }

    private static String scores(String adId, String score, String low, String high) {
        return "{\"scores\":[{\"adId\":\"%s\",\"score\":%s,\"clicks\":3,\"impressions\":90,\"low\":%s,\"high\":%s}]}"
                .formatted(adId, score, low, high);
    }

    @Test
    void anAdvertisersZoneCountsFromItsOwnNextMidnight() {
        // given
        String advertiserId = registered();
        String advertiser = "/v1/advertisers/" + advertiserId;

        // when
        Reply changed =
                patch(
                        advertiser,
                        OPERATOR,
                        Map.of("timeZone", "America/New_York", "name", "Acme 2"),
                        "If-Match",
                        "\"0\"");

        // then
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"1\"");
        assertThat(changed.text("timeZone")).isEqualTo("America/New_York");
        assertThat(changed.text("timeZoneFrom")).matches(".*T0[45]:00:00Z");
        assertThat(patch(advertiser, OPERATOR, "{\"name\":\"B\"}").status()).isEqualTo(428);
        assertThat(patch(advertiser, OPERATOR, "{\"name\":\"B\"}", "If-Match", "\"0\"").status())
                .isEqualTo(412);
        assertThat(
                        patch(advertiser, OPERATOR, "{\"timeZone\":\"Asia/Soul\"}", "If-Match", "*")
                                .code())
                .isEqualTo("UNKNOWN_TIME_ZONE");
        assertThat(
                        patch(
                                        "/v1/advertisers/0aaaaaaaaaaaa",
                                        OPERATOR,
                                        "{\"name\":\"B\"}",
                                        "If-Match",
                                        "*")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void anApiKeyMadeAgainUnderItsIdempotencyKeyIsTheSameAndStandsNowhereInTheClear() {
        // given
        String path = "/v1/advertisers/" + registered() + "/api-keys";
        String key = UUID.randomUUID().toString();
        Map<String, Object> body = Map.of("label", "shop");

        // when
        Reply first = post(path, OPERATOR, body, "Idempotency-Key", key);
        Reply again = post(path, OPERATOR, body, "Idempotency-Key", key);
        Reply other = post(path, OPERATOR, body);

        // then
        assertThat(first.status()).isEqualTo(201);
        assertThat(again.raw().body()).isEqualTo(first.raw().body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(other.text("apiKey")).isNotEqualTo(first.text("apiKey"));
        String stored =
                jdbc.sql("SELECT result FROM command.idempotency_keys WHERE key = ?")
                        .param(key)
                        .query(String.class)
                        .single();
        assertThat(stored).contains(first.text("keyId")).doesNotContain(first.text("apiKey"));
        assertThat(post("/v1/advertisers/0aaaaaaaaaaaa/api-keys", OPERATOR, body).status())
                .isEqualTo(404);
    }

    private String draft() {
        return post("/v1/campaigns", OPERATOR, campaignBody(funded(WON), "x", 500 * WON))
                .text("campaignId");
    }
}
