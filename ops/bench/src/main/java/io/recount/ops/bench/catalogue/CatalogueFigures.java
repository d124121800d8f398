package io.recount.ops.bench.catalogue;

import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.Catalogue;
import io.recount.command.serving.catalogue.MatchQuery;
import io.recount.command.serving.catalogue.Snapshot;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/**
 * Prints what the catalogue of 100,000 campaigns takes: seconds to load from Redis, heap, time of a
 * match, and what changes cost. {@code java -Xmx1g … CatalogueFigures [campaigns]}
 */
public final class CatalogueFigures {
    private static final long SEED = 7;
    private static final int QUERIES = 200_000;
    private static final int CHANGES_PER_SECOND = 100;
    private static final int CHANGE_SECONDS = 20;
    private static final long LOAD_LIMIT_NS = TimeUnit.MINUTES.toNanos(5);

    private final PrintStream out;
    private final CatalogueMaker maker;
    private final String redisUrl;

    @Configuration
    @ComponentScan("io.recount.command.serving.catalogue")
    static class Part {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }

    private CatalogueFigures(PrintStream out, CatalogueMaker maker, String redisUrl) {
        this.out = out;
        this.maker = maker;
        this.redisUrl = redisUrl;
    }

    public static void main(String[] args) throws Exception {
        int campaigns = args.length == 0 ? 100_000 : Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("recount-catalogue");
        Redis redis = new Redis(folder, folder.resolve("redis.log"), Ports.free());
        redis.start();
        try {
            CatalogueMaker maker = new CatalogueMaker(SEED, campaigns);
            new CatalogueFigures(System.out, maker, redis.url()).run();
        } finally {
            redis.stopNow();
        }
    }

    private void run() throws InterruptedException {
        try (CatalogueInRedis written = new CatalogueInRedis(maker, redisUrl)) {
            written.writeAll(Instant.now());
            long before = heapUsed();
            long begun = System.nanoTime();
            try (AnnotationConfigApplicationContext context = start()) {
                Catalogue catalogue = context.getBean(Catalogue.class);
                while (catalogue.snapshot().isEmpty()) {
                    if (System.nanoTime() - begun > LOAD_LIMIT_NS) {
                        throw new IllegalStateException("The catalogue does not load");
                    }
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                out.printf(
                        "%,d campaigns loaded in %.1f s%n",
                        catalogue.snapshot().size(), (System.nanoTime() - begun) / 1e9);
                out.printf("heap: %,d MB%n", (heapUsed() - before) >> 20);
                match(catalogue);
                change(catalogue, written);
                match(catalogue);
                out.printf("heap after the changes: %,d MB%n", (heapUsed() - before) >> 20);
            }
        }
    }

    private AnnotationConfigApplicationContext start() {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getBeanFactory()
                .setConversionService(ApplicationConversionService.getSharedInstance());
        context.registerBean(RedisClient.class, () -> RedisClient.create(redisUrl));
        context.register(Part.class);
        context.refresh();
        return context;
    }

    private void match(Catalogue catalogue) {
        Random random = new Random(SEED);
        List<MatchQuery> queries = new ArrayList<>();
        Instant at = Instant.parse("2026-11-16T03:00:00Z");
        for (int i = 0; i < QUERIES; i++) {
            CatalogueMaker.Ask ask = maker.ask(random);
            queries.add(
                    new MatchQuery(
                            List.of(ask.query()), List.of(), ask.country(), ask.device(), at));
        }
        Histogram candidates = new Histogram(3);
        Histogram nanos = new Histogram(3);
        for (int round = 0; round < 2; round++) {
            candidates.reset();
            nanos.reset();
            Snapshot snapshot = catalogue.snapshot();
            for (MatchQuery query : queries) {
                int[] found = new int[1];
                long begun = System.nanoTime();
                snapshot.match(query, (slot, bid, quality) -> found[0]++);
                nanos.recordValue(System.nanoTime() - begun);
                candidates.recordValue(found[0]);
            }
        }
        out.printf(
                "candidates of a query: p50 %,d, p95 %,d, p99 %,d, most %,d%n",
                candidates.getValueAtPercentile(50),
                candidates.getValueAtPercentile(95),
                candidates.getValueAtPercentile(99),
                candidates.getMaxValue());
        out.printf(
                "match: mean %.1f µs, p50 %.1f µs, p95 %.1f µs, p99 %.1f µs, p99.9 %.1f µs%n",
                nanos.getMean() / 1e3,
                nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(95) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3,
                nanos.getValueAtPercentile(99.9) / 1e3);
    }

    /** Changes at an even pace, and how long each takes until it is seen. */
    private void change(Catalogue catalogue, CatalogueInRedis written) throws InterruptedException {
        Histogram visibleMs = new Histogram(3);
        long cpu = feedCpuNanos();
        long begun = System.nanoTime();
        int changes = CHANGES_PER_SECOND * CHANGE_SECONDS;
        for (int i = 0; i < changes; i++) {
            long due = begun + i * TimeUnit.SECONDS.toNanos(1) / CHANGES_PER_SECOND;
            LockSupport.parkNanos(due - System.nanoTime());
            int campaign = i % maker.campaigns();
            written.change(campaign, 1 + i / maker.campaigns());
            if (i % CHANGES_PER_SECOND == 0) {
                visibleMs.recordValue(untilSeen(catalogue, campaign));
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        out.printf(
                "%,.0f changes/s: %.1f %% of a core, seen after p50 %d ms, at most %d ms%n",
                changes / seconds,
                100 * (feedCpuNanos() - cpu) / 1e9 / seconds,
                visibleMs.getValueAtPercentile(50),
                visibleMs.getMaxValue());
    }

    private long untilSeen(Catalogue catalogue, int campaign) throws InterruptedException {
        long begun = System.nanoTime();
        var changed = maker.campaign(campaign, 1);
        while (catalogue
                .campaign(changed.getCampaignId())
                .filter(seen -> seen.bidMicros() == changed.getMaxCpcMicros())
                .isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    private static long feedCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
            if (thread.getThreadName().equals("catalogue-feed")) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        throw new IllegalStateException("The feed does not run");
    }

    /** What is left after a collection. */
    private static long heapUsed() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
