package io.recount.ops.bench.analytics;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ops/recount bench attribution}: clicks and orders a second through attribution alone,
 * while ten million clicks are open and as many end as come. On RocksDB, as a state of that size
 * asks for.
 */
public final class Attribution {
    public static final String NAME = "attribution";

    private static final int HEAP_MB = 1_024;
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final int MIB = 1 << 20;

    private final Path root;
    private final long openClicks = Long.getLong("recount.bench.open-clicks", 10_000_000);

    public Attribution(Path root) {
        this.root = root;
    }

    /** Writes its page into the folder. */
    public void run(Path folder, PrintStream out) throws IOException, InterruptedException {
        double loadBefore = Ratios.load();
        Path data = Files.createTempDirectory("recount-bench");
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "RECOUNT_KAFKA",
                                "none",
                                "RECOUNT_REDIS_URL",
                                "none",
                                "RECOUNT_FLINK_STATE",
                                "rocksdb",
                                "RECOUNT_BENCH_CLICKS",
                                Long.toString(openClicks)));
        try (FlinkProcess process =
                new FlinkProcess(
                        root,
                        data,
                        HEAP_MB,
                        environment,
                        ContenderJob.class.getName(),
                        ContenderJob.ATTRIBUTION)) {
            // Beyond what is open, so that clicks end too.
            double filling = process.perSecond(openClicks / 10, openClicks, Duration.ofMinutes(30));
            out.printf(Locale.ROOT, "%,d clicks are open (%,.0f/s)%n", openClicks, filling);
            long from = openClicks + openClicks / 10;
            double perSecond = process.perSecond(from, Long.MAX_VALUE, ROUND);
            long[] checkpoint = process.checkpoint();
            long heapBytes = process.jvm("Memory.Heap.Used");
            String page = page(perSecond, filling, checkpoint, heapBytes, loadBefore);
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(NAME + ".md"), page);
            out.println(page);
        }
    }

    private String page(
            double clicks, double filling, long[] checkpoint, long heapBytes, double loadBefore) {
        return """
        # Benchmark: attribution

        Taken %s by `ops/recount bench attribution`: attribution alone on RocksDB, clicks and orders made in the same
        process (an order of every twentieth click), for %d s while %,d clicks are open and as many end as come. Two tasks,
        checkpoints each 10 s. Load average %.1f before, %.1f after, on %d cores.

        | | | target |
        |---|---|---|
        | clicks and orders a second | %,.0f | ≥ 50,000 |
        | clicks a second while the state fills | %,.0f | |
        | heap in use, garbage included; -Xmx%dm | %,d MB | ≤ 1 GB |
        | newest checkpoint took, of a state of %,d MB | %.1f s | ≤ 10 s |
        """
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        ROUND.toSeconds(),
                        openClicks,
                        loadBefore,
                        Ratios.load(),
                        Runtime.getRuntime().availableProcessors(),
                        clicks * (1 + 1.0 / MadeClicks.CLICKS_AN_ORDER),
                        filling,
                        HEAP_MB,
                        heapBytes / MIB,
                        checkpoint[1] / MIB,
                        checkpoint[0] / 1e3);
    }
}
