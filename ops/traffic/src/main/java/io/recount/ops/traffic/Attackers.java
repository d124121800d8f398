package io.recount.ops.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Bots, one of each kind that can be told within minutes, each in a network of its own. Who is one
 * is known by its name, on this side only: to the server it is a visitor like others. What each
 * does is drawn before it is asked for, on one thread.
 */
final class Attackers {
    private static final String PUBLISHER_KEY = "local-publisher";
    private static final String BROWSER =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/140.0.0.0 Safari/537.36";
    private static final String CRAWLER =
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

    /** Of addresses for tests of networks (RFC 2544), so nobody's. */
    private static final String NETWORK = "198.18.%d.%d";

    private static final int FARM_VISITORS = 40;

    private final Client client;
    private final ScheduledExecutorService later;
    private final Tally tally;
    private final Labels labels;
    private final SplittableRandom random;
    private final List<String> searches = Market.searches();

    /** What gives it away. */
    enum Kind {
        /** Clicks each few seconds. */
        FLOOD(4, 1),
        /** Clicks like a clock. */
        METRONOME(20, 2),
        /** Clicks sooner than anyone reads. */
        FAST(15, 3),
        /** Clicks without showing the ad. */
        UNSEEN(15, 4),
        /** Says that it is a crawler. */
        CRAWLER(20, 5),
        /** Many visitors of one network who click most of what they are shown. */
        FARM(3, 6);

        private final int everySeconds;
        private final int network;

        Kind(int everySeconds, int network) {
            this.everySeconds = everySeconds;
            this.network = network;
        }

        String address(int host) {
            return NETWORK.formatted(network, host);
        }

        int everySeconds() {
            return everySeconds;
        }
    }

    /** One page, and what is done with it. */
    record Plan(
            Kind kind,
            String visitor,
            String address,
            String agent,
            String search,
            boolean shows,
            boolean clicks,
            long clickAfterMs) {}

    Attackers(
            Client client, ScheduledExecutorService later, Tally tally, Labels labels, long seed) {
        this.client = client;
        this.later = later;
        this.tally = tally;
        this.labels = labels;
        this.random = new SplittableRandom(seed);
    }

    /** Those whose turn it is in that second. */
    void act(long second) {
        for (Kind kind : Kind.values()) {
            if (second % kind.everySeconds() == 0) {
                open(plan(kind));
            }
        }
    }

    /** Drawn alike for all kinds, so that one more of them changes little. */
    Plan plan(Kind kind) {
        String search = searches.get(random.nextInt(searches.size() / 2));
        long personsDelayMs = 1_500 + (long) (-Math.log(1 - random.nextDouble()) * 3_000);
        int one = random.nextInt(FARM_VISITORS);
        double click = random.nextDouble();
        return switch (kind) {
            case FARM ->
                    new Plan(
                            kind,
                            "farm-" + one,
                            kind.address(1 + one),
                            BROWSER,
                            search,
                            true,
                            click < 0.7,
                            personsDelayMs);
            case FLOOD -> alone(kind, BROWSER, search, true, personsDelayMs);
            case METRONOME -> alone(kind, BROWSER, search, true, 2_000);
            case FAST -> alone(kind, BROWSER, search, true, 150);
            case UNSEEN -> alone(kind, BROWSER, search, false, personsDelayMs);
            case CRAWLER -> alone(kind, CRAWLER, search, true, personsDelayMs);
        };
    }

    private static Plan alone(
            Kind kind, String agent, String search, boolean shows, long clickAfterMs) {
        return new Plan(
                kind,
                "bot-" + kind.name().toLowerCase(java.util.Locale.ROOT),
                kind.address(1),
                agent,
                search,
                shows,
                true,
                clickAfterMs);
    }

    private void open(Plan plan) {
        Map<String, Object> body =
                Map.of(
                        "query",
                        plan.search(),
                        "slots",
                        1,
                        "user",
                        Map.of("id", plan.visitor()),
                        "geo",
                        Map.of("country", "KR"),
                        "device",
                        Map.of("ip", plan.address(), "userAgent", plan.agent()));
        tally.requests.increment();
        handle(
                client.postFrom(
                        plan.address(), "/v1/ad-requests", PUBLISHER_KEY, plan.agent(), body),
                answer -> answer.body().path("ads").forEach(ad -> see(plan, ad)));
    }

    private void see(Plan plan, JsonNode ad) {
        tally.fills.increment();
        if (plan.shows()) {
            handle(
                    client.openFrom(
                            plan.address(), ad.path("impressionUrl").asText(), plan.agent()),
                    answer -> tally.impressions.increment());
        }
        if (plan.clicks()) {
            var unused =
                    later.schedule(
                            () -> click(plan, ad.path("token").asText()),
                            plan.clickAfterMs(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void click(Plan plan, String token) {
        handle(
                client.postFrom(
                        plan.address(), "/v1/clicks", "", plan.agent(), Map.of("token", token)),
                answer -> {
                    tally.clicks.increment();
                    labels.add(answer.body().path("clickId").asText(), plan.kind());
                    if (answer.body().path("outcome").asText().startsWith("CHARGED")) {
                        tally.charged.increment();
                    }
                });
    }

    private void handle(
            CompletableFuture<Client.Answer> call,
            java.util.function.Consumer<Client.Answer> success) {
        var unused =
                call.handle(
                        (answer, failure) -> {
                            if (failure == null && answer.succeeded()) {
                                success.accept(answer);
                            } else {
                                tally.errors.increment();
                            }
                            return null;
                        });
    }
}
