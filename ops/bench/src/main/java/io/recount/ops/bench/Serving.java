package io.recount.ops.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.recount.event.CatalogueExperiment;
import io.recount.event.PriceArm;
import io.recount.ops.bench.Outcome.Question;
import io.recount.ops.bench.Rounds.Series;
import io.recount.ops.bench.catalogue.CatalogueInRedis;
import io.recount.ops.bench.catalogue.CatalogueMaker;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Ad requests out of 100,000 campaigns with all features on: against the same service taking the
 * same request and answering it unseen, with a hundredth of them explained, and at an even pace,
 * alone and while clicks are charged and campaigns change.
 */
final class Serving implements Benchmark {
    private static final int CAMPAIGNS = Integer.getInteger("recount.bench.campaigns", 100_000);
    private static final int CLIENTS = 64;
    private static final int HEAP_MB = 1_024;
    private static final long SEED = 7;
    private static final long LOAD_LIMIT_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int LAYERS = 3;
    private static final int CLICKED_ADVERTISERS = 200;
    private static final int CLICKS_PER_SECOND = 1_000;
    private static final int CHANGES_PER_SECOND = 100;

    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    @Override
    public Pace pace(Pace usual) {
        Pace ofAService = usual.forAService();
        return new Pace(CLIENTS, ofAService.rounds(), ofAService.warmUp(), ofAService.round());
    }

    @Override
    public Results run(Database database, Pace pace, PrintStream out) throws Exception {
        CatalogueMaker maker = new CatalogueMaker(SEED, CAMPAIGNS);
        try (RunningService service = new RunningService(database, "serving", HEAP_MB);
                CatalogueInRedis redis = new CatalogueInRedis(maker, service.redisUrl())) {
            double empty = service.heapKeptMb();
            experiments(service.redisUrl());
            redis.writeAll(Instant.now());
            awaitCatalogue(service);
            say(
                    out,
                    "The catalogue was loaded from Redis in %.1f s and takes %.0f MB of heap, the"
                            + " counters beside it included (asked for: ≤ 10 s, ≤ 500 MB).",
                    service.metric("recount_catalogue_load_seconds_sum", ""),
                    service.heapKeptMb() - empty);
            Market.open(service, CLICKED_ADVERTISERS);
            AdRequests requests =
                    new AdRequests("ad requests", service, "/v1/ad-requests", maker, 0);
            rounds(database, service, maker, requests, pace, out);
            ServedClicks clicks = new ServedClicks(service, CLICKED_ADVERTISERS);
            atAnEvenPace(service, requests, null, redis, out);
            atAnEvenPace(service, requests, clicks, redis, out);
            say(out, "%s", candidates(service));
            say(out, "%.0f %% of the requests got an ad.", 100 * requests.fill());
        }
        return new Results(outcomes, notes);
    }

    private void say(PrintStream out, String format, Object... values) {
        String note = String.format(Locale.ROOT, format, values);
        out.println(note);
        notes.add(note);
    }

    private static void experiments(String redisUrl) {
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        try (RedisClient client = RedisClient.create(redisUrl);
                var connection = client.connect(codec)) {
            for (int layer = 1; layer <= LAYERS; layer++) {
                CatalogueExperiment experiment =
                        CatalogueExperiment.newBuilder()
                                .setExperimentId("exp-000000000000" + layer)
                                .setLayer("layer-" + layer)
                                .setArms(
                                        List.of(
                                                new PriceArm("as-it-is", 1, 10_000L),
                                                new PriceArm("more", 1, 11_000L)))
                                .setPlannedAt(Instant.EPOCH)
                                .setStartsAt(Instant.EPOCH)
                                .setPosition(1)
                                .build();
                connection
                        .sync()
                        .hset(
                                RedisKeys.CATALOGUE_EXPERIMENTS,
                                experiment.getExperimentId(),
                                AvroCodec.encode(experiment));
            }
        }
    }

    private static void awaitCatalogue(RunningService service)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (service.metric("recount_catalogue_load_seconds_count", "") < 1
                || service.metric("recount_gate_records", "") < CAMPAIGNS) {
            if (System.nanoTime() - begun > LOAD_LIMIT_NS) {
                throw new IllegalStateException("The catalogue does not load");
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private void rounds(
            Database database,
            RunningService service,
            CatalogueMaker maker,
            AdRequests requests,
            Pace pace,
            PrintStream out)
            throws Exception {
        AdRequests parsed = new AdRequests("parses only", service, ParsesOnly.PATH, maker, 0);
        AdRequests explained =
                new AdRequests("1 % explained", service, "/v1/ad-requests", maker, 1);
        Map<Contender, Series> series =
                Rounds.run(database, List.of(requests, parsed, explained), 1, pace, out);
        String setting =
                String.format(Locale.ROOT, "%,d campaigns, %d clients", CAMPAIGNS, CLIENTS);
        outcomes.add(
                Objects.requireNonNull(series.get(requests))
                        .outcome(new Question(setting, requests.name(), parsed.name(), 0.5)));
        outcomes.add(
                Objects.requireNonNull(series.get(parsed))
                        .outcome(Question.reference(setting, parsed.name())));
        String explaining = setting + ", explaining";
        outcomes.add(
                Objects.requireNonNull(series.get(explained))
                        .outcome(new Question(explaining, explained.name(), "none", 0.98)));
        outcomes.add(
                Objects.requireNonNull(series.get(requests))
                        .outcome(Question.reference(explaining, "none")));
    }

    /** Requests come whether or not the service keeps up. */
    private void atAnEvenPace(
            RunningService service,
            AdRequests requests,
            @Nullable ServedClicks clicks,
            CatalogueInRedis redis,
            PrintStream out)
            throws Exception {
        int perSecond = Integer.getInteger("recount.bench.rate", 5_000);
        int seconds = Integer.getInteger("recount.bench.rate-seconds", 30);
        if (clicks != null) {
            clicks.serve(CLICKS_PER_SECOND * seconds);
        }
        Schedule schedule =
                new Schedule(
                        service.port(),
                        times(perSecond * seconds, requests::next),
                        requests::send,
                        perSecond);
        List<Thread> threads = new ArrayList<>(schedule.start());
        Schedule clicking = null;
        if (clicks != null) {
            clicking =
                    new Schedule(service.port(), clicks::next, HttpCalls::click, CLICKS_PER_SECOND);
            threads.addAll(clicking.start());
            threads.add(changes(redis, CHANGES_PER_SECOND * seconds));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        tell(schedule, clicking, perSecond, seconds, out);
    }

    private static Supplier<byte @Nullable []> times(int count, Supplier<byte[]> bodies) {
        AtomicInteger left = new AtomicInteger(count);
        return () -> left.getAndDecrement() > 0 ? bodies.get() : null;
    }

    private static Thread changes(CatalogueInRedis redis, int count) {
        Thread thread =
                new Thread(
                        () -> {
                            long start = System.nanoTime();
                            for (int i = 0; i < count; i++) {
                                long due = start + i * (1_000_000_000L / CHANGES_PER_SECOND);
                                LockSupport.parkNanos(due - System.nanoTime());
                                redis.change((int) ((i * 7_919L) % CAMPAIGNS), 1);
                            }
                        },
                        "campaign-changes");
        thread.start();
        return thread;
    }

    private void tell(
            Schedule schedule,
            @Nullable Schedule clicking,
            int perSecond,
            int seconds,
            PrintStream out) {
        Histogram latency = schedule.latencyUs();
        String setting =
                String.format(Locale.ROOT, "%,d/s for %d s", perSecond, seconds)
                        + (clicking == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        ", %,d clicks/s charged, %d changes/s",
                                        CLICKS_PER_SECOND,
                                        CHANGES_PER_SECOND));
        say(
                out,
                "%s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms, %d refused, %d"
                        + " failed (asked for: p99 ≤ %d ms, p99.9 ≤ 50 ms).",
                setting,
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3,
                latency.getValueAtPercentile(99.9) / 1e3,
                latency.getMaxValue() / 1e3,
                schedule.refused(),
                schedule.failed(),
                clicking == null ? 10 : 15);
        if (clicking != null) {
            say(out, "Of the clicks beside them: %s.", clicking.soFar());
        }
        outcomes.add(
                new Outcome(
                        Question.reference(setting, "ad requests"),
                        List.of(latency.getTotalCount() / schedule.took()),
                        latency,
                        schedule.refused()));
    }

    /** How many campaigns a request chose from, as the service counted. */
    private static String candidates(RunningService service) throws IOException {
        String count = "recount_ad_candidates_count";
        double all = service.metric(count, "");
        StringBuilder shares = new StringBuilder("Candidates a request: mean ");
        shares.append(
                String.format(
                        Locale.ROOT,
                        "%.0f",
                        service.metric("recount_ad_candidates_sum", "") / all));
        for (int limit : List.of(20, 200, 1_000)) {
            double within =
                    service.metric("recount_ad_candidates_bucket", "le=\"" + limit + ".0\"");
            shares.append(
                    String.format(
                            Locale.ROOT, ", at most %,d for %.1f %%", limit, 100 * within / all));
        }
        return shares.append('.').toString();
    }
}
