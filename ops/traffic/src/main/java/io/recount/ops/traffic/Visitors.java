package io.recount.ops.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One search at a time: what is asked, whether the ad is seen, clicked and bought from. All chances
 * are drawn before the request is sent, on one thread, so the order of answers changes nothing.
 */
final class Visitors {
    private static final String PUBLISHER_KEY = "local-publisher";
    private static final int POPULATION = 5_000;
    private static final double SEEN = 0.95;
    private static final double BOUGHT = 0.08;
    private static final long LEAST_CLICK_DELAY_MS = 700;
    private static final double MEAN_CLICK_DELAY_MS = 4_000;
    private static final double MEAN_BUYING_DELAY_MS = 20_000;

    private static final List<String> AGENTS =
            List.of(
                    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
                            + " Chrome/140.0.0.0 Safari/537.36",
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
                            + " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101"
                            + " Firefox/140.0");

    private final Client client;
    private final ScheduledExecutorService later;
    private final Tally tally;
    private final Semaphore inFlight;
    private final SplittableRandom random;
    private final List<String> searches = Market.searches();
    private final Zipf words = new Zipf(searches.size(), 1.05);

    /** What a visitor will do, whatever is shown. */
    private record Intent(
            String userId,
            String agent,
            String search,
            boolean sees,
            double clickDraw,
            long clickAfterMs,
            boolean buys,
            long buysAfterMs) {}

    Visitors(Client client, ScheduledExecutorService later, Tally tally, int inFlight, long seed) {
        this.client = client;
        this.later = later;
        this.tally = tally;
        this.inFlight = new Semaphore(inFlight);
        this.random = new SplittableRandom(seed);
    }

    void search(Map<String, Double> clickRates) {
        Intent intent = draw();
        if (!inFlight.tryAcquire()) {
            tally.leftOut.increment();
            return;
        }
        tally.requests.increment();
        long beganNs = System.nanoTime();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", intent.search());
        body.put("slots", 1);
        body.put("user", Map.of("id", intent.userId()));
        body.put("geo", Map.of("country", "KR"));
        CompletableFuture<Client.Answer> asked =
                client.post("/v1/ad-requests", PUBLISHER_KEY, intent.agent(), body);
        var unused =
                asked.whenComplete((answer, failure) -> inFlight.release())
                        .thenAccept(
                                answer -> {
                                    tally.answered(System.nanoTime() - beganNs);
                                    shown(intent, answer, clickRates);
                                })
                        .exceptionally(this::failed);
    }

    private Intent draw() {
        return new Intent(
                "visitor-" + random.nextInt(POPULATION),
                AGENTS.get(random.nextInt(AGENTS.size())),
                searches.get(words.draw(random)),
                random.nextDouble() < SEEN,
                random.nextDouble(),
                LEAST_CLICK_DELAY_MS + exponential(MEAN_CLICK_DELAY_MS),
                random.nextDouble() < BOUGHT,
                exponential(MEAN_BUYING_DELAY_MS));
    }

    private long exponential(double meanMs) {
        return (long) (-Math.log(1 - random.nextDouble()) * meanMs);
    }

    private void shown(Intent intent, Client.Answer answer, Map<String, Double> clickRates) {
        if (!answer.succeeded()) {
            tally.errors.increment();
            return;
        }
        for (JsonNode ad : answer.body().path("ads")) {
            tally.fills.increment();
            if (!intent.sees()) {
                continue;
            }
            count(
                    client.open(ad.path("impressionUrl").asText(), intent.agent()),
                    tally.impressions);
            // A campaign that is not the simulator's own is seen, and left alone.
            double clickRate = clickRates.getOrDefault(ad.path("campaignId").asText(), 0.0);
            if (intent.clickDraw() < clickRate) {
                after(intent.clickAfterMs(), () -> click(intent, ad.path("token").asText()));
            }
        }
    }

    private void click(Intent intent, String token) {
        CompletableFuture<Client.Answer> clicked =
                client.post("/v1/clicks", Advertisers.KEY, intent.agent(), Map.of("token", token));
        handle(
                clicked,
                answer -> {
                    tally.clicks.increment();
                    if (answer.body().path("outcome").asText().startsWith("CHARGED")) {
                        tally.charged.increment();
                    }
                    if (intent.buys()) {
                        String clickId = answer.body().path("clickId").asText();
                        after(intent.buysAfterMs(), () -> buy(clickId));
                    }
                });
    }

    private void buy(String clickId) {
        Map<String, Object> body =
                Map.of(
                        "clickId",
                        clickId,
                        "orderId",
                        "order-" + UUID.randomUUID(),
                        "valueMicros",
                        39_000_000_000L);
        count(client.post("/v1/conversions", PUBLISHER_KEY, null, body), tally.conversions);
    }

    private void count(
            CompletableFuture<Client.Answer> call, java.util.concurrent.atomic.LongAdder counter) {
        handle(call, answer -> counter.increment());
    }

    private void handle(CompletableFuture<Client.Answer> call, Consumer<Client.Answer> success) {
        var unused =
                call.thenAccept(
                                answer -> {
                                    if (answer.succeeded()) {
                                        success.accept(answer);
                                    } else {
                                        tally.errors.increment();
                                    }
                                })
                        .exceptionally(this::failed);
    }

    private void after(long ms, Runnable work) {
        var unused = later.schedule(work, ms, TimeUnit.MILLISECONDS);
    }

    private Void failed(Throwable failure) {
        tally.errors.increment();
        return null;
    }
}
