package io.recount.ops.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** Walks the flow once and shows it in curl's form, so that each step can be repeated by hand. */
@Command(name = "demo", description = "Follows one click, printing each request and answer.")
final class DemoCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private boolean quiet;

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.ofThisMachine();
        if (!new Api().isHealthy(settings.commandApi() + "/actuator/health")) {
            throw new Refusal("command-api does not answer: ops/recount up first");
        }
        ClickJourney journey = new ClickJourney(settings, new Api(this::show));
        step("An advertiser, funded, with a campaign and an ad");
        String keyword = "demo" + Long.toString(System.currentTimeMillis(), 36);
        ClickJourney.Served served = journey.create("Demo " + keyword, keyword);
        step("An ad request, its impression, its click");
        ClickJourney.Clicked clicked = journey.click(served);
        step("Through Kafka and Flink to the query API");
        long tookMs = awaitSeen(journey, served, clicked);
        journey.seenSince(served.campaignId(), clicked.at());
        journey.campaign(served.campaignId());
        System.out.printf(
                Locale.ROOT,
                "%nClick %s: %s, %d micros, in the metrics after %.1f s. Dashboard: %s/%n",
                clicked.clickId(),
                clicked.outcome(),
                clicked.chargedMicros(),
                tookMs / 1e3,
                settings.queryApi());
        return 0;
    }

    private long awaitSeen(
            ClickJourney journey, ClickJourney.Served served, ClickJourney.Clicked clicked)
            throws IOException {
        long beganNs = System.nanoTime();
        quiet = true;
        ClickJourney.Seen seen = journey.seenSince(served.campaignId(), clicked.at());
        while (seen.clicks() < 1 || seen.impressions() < 1) {
            if (System.nanoTime() - beganNs > LIMIT.toNanos()) {
                throw new Refusal("the click is not in the metrics after " + LIMIT);
            }
            Pause.ms(100);
            seen = journey.seenSince(served.campaignId(), clicked.at());
        }
        quiet = false;
        return (System.nanoTime() - beganNs) / 1_000_000;
    }

    private static void step(String title) {
        System.out.println();
        System.out.println("── " + title);
    }

    private void show(
            String method, String url, String key, @Nullable String body, Api.Answer answer) {
        if (quiet) {
            return;
        }
        StringBuilder curl = new StringBuilder("\ncurl -s");
        if (!key.isEmpty()) {
            curl.append(" -H 'X-Api-Key: ").append(key).append("'");
        }
        if (body != null) {
            curl.append(" -H 'Content-Type: application/json'");
            if (url.endsWith("/deposits")) {
                curl.append(" -H \"Idempotency-Key: $(uuidgen)\"");
            }
            curl.append(" -d '").append(body).append("'");
        }
        System.out.println(curl.append(" ").append(url));
        System.out.println(answer.status() + " " + pretty(answer));
    }

    private static String pretty(Api.Answer answer) {
        if (answer.body().isMissingNode()) {
            return "(%d bytes)".formatted(answer.text().length());
        }
        try {
            return Api.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer.body());
        } catch (JsonProcessingException e) {
            return answer.text();
        }
    }
}
