package io.recount.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One click that travels the whole way: the stack is ready when it has arrived, and not before. Its
 * advertiser is made once and used again.
 */
final class Probe {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String NAME = "Recount probe";
    private static final String KEYWORD = "recountprobe";

    private final Settings settings;
    private final ClickJourney journey;

    Probe(Settings settings) {
        this.settings = settings;
        this.journey = new ClickJourney(settings, new Api());
    }

    /** Returns how many milliseconds after the click it was seen in the query API. */
    long travel() throws IOException {
        ClickJourney.Served served = served();
        ClickJourney.Seen before = journey.seenSince(served.campaignId(), java.time.Instant.now());
        ClickJourney.Clicked clicked = journey.click(served);
        if (!clicked.outcome().startsWith("CHARGED")) {
            throw new Refusal("the probe click was " + clicked.outcome() + ", not charged");
        }
        long beganNs = System.nanoTime();
        while (!arrived(served, before, clicked)) {
            if (System.nanoTime() - beganNs > LIMIT.toNanos()) {
                throw new Refusal(
                        "the probe click "
                                + clicked.clickId()
                                + " was charged but is not in the query API after "
                                + LIMIT.toSeconds()
                                + " s: see ops/recount status and the logs of flink, worker,"
                                + " projections");
            }
            Pause.ms(100);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
    }

    private boolean arrived(
            ClickJourney.Served served, ClickJourney.Seen before, ClickJourney.Clicked clicked)
            throws IOException {
        ClickJourney.Seen seen = journey.seenSince(served.campaignId(), clicked.at());
        boolean counted =
                seen.impressions() > before.impressions() && seen.clicks() > before.clicks();
        return counted && journey.campaign(served.campaignId()).succeeded();
    }

    /** A probe of an earlier run counts only while the server still knows it. */
    private ClickJourney.Served served() throws IOException {
        Path remembered = settings.data().resolve("probe.json");
        if (Files.exists(remembered)) {
            ClickJourney.Served served =
                    Api.JSON.readValue(remembered.toFile(), ClickJourney.Served.class);
            if (journey.campaign(served.campaignId()).succeeded()) {
                journey.deposit(served.advertiserId(), 1_000_000_000);
                return served;
            }
        }
        ClickJourney.Served created = journey.create(NAME, KEYWORD);
        Api.JSON.writeValue(remembered.toFile(), created);
        return created;
    }
}
