package io.recount.ops.drill.day;

import io.recount.ops.drill.day.DayMarket.Campaign;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks all the time which careful campaigns are paused for the day, as their owners see it. */
final class Pauses implements AutoCloseable {
    private static final long LOOK_EVERY_MS = 1_000;

    private final Web web;
    private final String queryApi;
    private final DayMarket market;
    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

    Pauses(Web web, String queryApi, DayMarket market) {
        this.web = web;
        this.queryApi = queryApi;
        this.market = market;
    }

    void start() {
        var unused =
                thread.scheduleWithFixedDelay(
                        () -> market.careful().forEach(this::lookIfItAnswers),
                        LOOK_EVERY_MS,
                        LOOK_EVERY_MS,
                        TimeUnit.MILLISECONDS);
    }

    /** A look that fails is made up for by the next one. */
    private void lookIfItAnswers(Campaign campaign) {
        try {
            look(campaign);
        } catch (IllegalStateException e) {
            // As long as the campaign is not in the read model yet, or the service is slow.
        }
    }

    private void look(Campaign campaign) {
        String reasons =
                web.get(queryApi + "/v1/campaigns/" + campaign.id())
                        .path("pauseReasons")
                        .toString();
        Instant now = Instant.now();
        if (reasons.contains("DAY") && now.isBefore(market.ownerOf(campaign).midnight())) {
            since.putIfAbsent(campaign.id(), now);
        }
    }

    /** By campaign: when it was first seen paused for the day that ended at its midnight. */
    Map<String, Instant> seen() {
        return Map.copyOf(since);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
