package io.recount.ops.drill.day;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.drill.invariant.Invariants;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A day of people and bots on the whole platform, until it is settled. Advertisers' days end by the
 * real clock, in zones whose midnight comes soon: see {@link io.recount.ops.drill.zone.DrillZones}.
 *
 * <p>Bots go a while before midnight, so that what is found of them is given back on its own day;
 * people stay until the next day has begun everywhere.
 */
public final class SeededDay {
    public static final String NAME = "seeded-day";
    public static final String SAYS =
            "a day of people and bots in three zones; settlement, credits and statements against"
                    + " the clients' own accounts";

    /** The worker's setting, and a moment. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(125);

    private static final long JOB_LIMIT_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long TOLD_EVERY_MS = 15_000;

    private final Platform platform;
    private final Plan plan;
    private final Consumer<String> progress;
    private final Web web = new Web();

    /**
     * How long it is.
     *
     * @param day from its begin to the first midnight, at least
     * @param withoutBots the end of it
     * @param after the last midnight
     */
    public record Plan(Duration day, Duration withoutBots, Duration after) {
        public static final Plan LONG =
                new Plan(Duration.ofMinutes(4), Duration.ofSeconds(60), Duration.ofSeconds(45));
        public static final Plan SHORT =
                new Plan(Duration.ofMinutes(2), Duration.ofSeconds(40), Duration.ofSeconds(30));
    }

    /** What was done, and what holds. */
    public record Result(List<String> facts, List<Invariants.Row> rows) {}

    /** Not begun yet. */
    public SeededDay(Platform platform, Plan plan, Consumer<String> progress) {
        this.platform = platform;
        this.plan = plan;
        this.progress = progress;
    }

    /** Does it, and returns when the day is settled and all was compared. */
    public Result run(long seed) throws InterruptedException, SQLException {
        SplittableRandom random = new SplittableRandom(seed);
        Instant midnight =
                Instant.now().plus(plan.day()).truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        DayMarket market = DayMarket.open(web, platform.commandApi(), midnight, random.split());
        Visits visits = new Visits(web, platform.commandApi());
        var pauses = new Pauses(web, platform.queryApi(), market);
        progress.accept("the first midnight is at " + midnight);
        try (Crowd crowd = new Crowd(visits, market.words(), random.split());
                pauses) {
            crowd.start();
            pauses.start();
            waitUntil(midnight.minus(plan.withoutBots()), visits);
            crowd.sendBotsAway();
            waitUntil(market.lastMidnight().plus(plan.after()), visits);
            crowd.end();
        }
        waitUntil(market.lastMidnight().plus(SETTLED_AFTER), visits);
        String settled = settle();
        String again = settle();
        progress.accept("settled; comparing");
        var accounts = DayAccounts.read(web, platform, market, visits);
        List<String> facts = new ArrayList<>(accounts.facts());
        facts.add("settled: %s; again: %s".formatted(settled, again));
        return new Result(facts, accounts.check(pauses.seen(), again));
    }

    private void waitUntil(Instant instant, Visits visits) throws InterruptedException {
        long toldMs = System.currentTimeMillis();
        while (Instant.now().isBefore(instant)) {
            TimeUnit.MILLISECONDS.sleep(100);
            if (System.currentTimeMillis() - toldMs > TOLD_EVERY_MS) {
                toldMs = System.currentTimeMillis();
                List<Click> clicks = visits.clicks();
                progress.accept(
                        "clicks %,d, charged %,d"
                                .formatted(
                                        clicks.size(),
                                        clicks.stream().filter(Click::isCharged).count()));
            }
        }
    }

    /** Runs the worker's job as a person would, and returns what it says that it did. */
    private String settle() throws InterruptedException {
        String jobs = platform.worker() + "/v1/jobs";
        long id = web.post(jobs + "/settlement/runs", Map.of()).path("id").asLong();
        long limitNs = System.nanoTime() + JOB_LIMIT_NS;
        while (System.nanoTime() < limitNs) {
            JsonNode run = web.get(jobs + "/runs/" + id);
            if (run.path("status").asText().equals("DONE")) {
                return run.path("note").asText();
            }
            if (run.path("status").asText().equals("FAILED")) {
                throw new IllegalStateException("Not settled: " + run);
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException("Settlement does not end");
    }
}
