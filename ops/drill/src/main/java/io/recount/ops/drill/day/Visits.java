package io.recount.ops.drill.day;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.local.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What visitors do to the platform, and their book of what they were shown and answered. */
final class Visits {
    private final Web web;
    private final String api;
    private final Queue<Click> clicks = new ConcurrentLinkedQueue<>();
    private final Queue<Shown> shown = new ConcurrentLinkedQueue<>();

    /** An ad on a page. */
    record Ad(String adId, String campaignId, String token, String impressionUrl) {}

    /** That a campaign was served. */
    record Shown(String campaignId, Instant at) {}

    Visits(Web web, String api) {
        this.web = web;
        this.api = api;
    }

    List<Ad> page(String visitor, Web.Caller caller, String word, int slots) {
        Map<String, Object> body =
                Map.of(
                        "query",
                        word,
                        "slots",
                        slots,
                        "user",
                        Map.of("id", visitor),
                        "geo",
                        Map.of("country", "KR"),
                        "device",
                        Map.of("ip", caller.address(), "userAgent", caller.agent()));
        JsonNode page = web.post(api + "/v1/ad-requests", Settings.PUBLISHER_KEY, caller, body);
        List<Ad> ads = new ArrayList<>();
        for (JsonNode ad : page.path("ads")) {
            ads.add(
                    new Ad(
                            ad.path("adId").asText(),
                            ad.path("campaignId").asText(),
                            ad.path("token").asText(),
                            ad.path("impressionUrl").asText()));
            shown.add(new Shown(ad.path("campaignId").asText(), Instant.now()));
        }
        return ads;
    }

    void show(Ad ad, Web.Caller caller) {
        web.open(ad.impressionUrl(), caller);
    }

    /** With the operator's key, so that the answer tells the charge; told again until it comes. */
    Click click(Ad ad, Click.Kind kind, Web.Caller caller) {
        Instant sentAt = Instant.now();
        JsonNode answer =
                web.post(
                        api + "/v1/clicks",
                        Settings.OPERATOR_KEY,
                        caller,
                        Map.of("token", ad.token()));
        boolean again = answer.path("outcome").asText().equals("DUPLICATE");
        Click click =
                new Click(
                        answer.path("clickId").asText(),
                        ad.adId(),
                        ad.campaignId(),
                        kind,
                        sentAt,
                        Instant.now(),
                        answer.path(again ? "firstOutcome" : "outcome").asText(),
                        answer.path("rule").asText(),
                        answer.path(again ? "firstChargedMicros" : "chargedMicros").asLong());
        clicks.add(click);
        return click;
    }

    List<Click> clicks() {
        return List.copyOf(clicks);
    }

    /** When the campaign was on a page. */
    List<Instant> shown(String campaignId) {
        return shown.stream()
                .filter(one -> one.campaignId().equals(campaignId))
                .map(Shown::at)
                .sorted()
                .toList();
    }
}
