package io.recount.ops.bench;

import io.recount.ops.bench.analytics.Attribution;
import io.recount.ops.bench.analytics.Freshness;
import io.recount.ops.bench.analytics.Throughput;
import io.recount.ops.bench.day.SimulatedDays;
import io.recount.ops.bench.detection.Detection;
import io.recount.ops.bench.settlement.SettlementRuns;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code ops/recount bench [charges] [chain] [http] [open-loop] [serving] [worker] [settlement]
 * [simulated-day]}, or of those that Flink runs {@code [analytics] [attribution] [freshness]
 * [detection]}; without names, all of them.
 */
public final class Bench {
    private static final Map<String, Benchmark> BENCHMARKS =
            Map.of(
                    "charges", new Charges(),
                    "chain", new Chain(),
                    "http", new Http(),
                    "open-loop", new OpenLoop(),
                    "serving", new Serving(),
                    "worker", new WorkerTopics());

    /** Those that need no database and write pages of their own. */
    private static final Map<String, Alone> ALONE =
            Map.of(
                    // Measures no speed: a busy machine gives the same figures.
                    SimulatedDays.NAME,
                    (folder, out) ->
                            new SimulatedDays(Integer.getInteger("recount.bench.days", 100))
                                    .run(folder, out),
                    SettlementRuns.NAME,
                    (folder, out) ->
                            new SettlementRuns(
                                            Integer.getInteger("recount.bench.charges", 1_000_000),
                                            Integer.getInteger("recount.bench.rounds", 3))
                                    .run(folder, load(), out),
                    Detection.NAME,
                    (folder, out) -> new Detection().run(folder, out),
                    Throughput.NAME,
                    (folder, out) -> new Throughput(root()).run(folder, out),
                    Attribution.NAME,
                    (folder, out) -> new Attribution(root()).run(folder, out),
                    Freshness.NAME,
                    (folder, out) -> new Freshness(root()).run(folder, out));

    /** Of a machine that has something else to do; figures taken on it say nothing. */
    private static final double BUSY_LOAD = 3;

    private Bench() {}

    private interface Alone {
        void run(Path folder, PrintStream out) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Set<String> all = new TreeSet<>(BENCHMARKS.keySet());
        all.addAll(ALONE.keySet());
        List<String> names = args.length == 0 ? List.copyOf(all) : List.of(args);
        if (!all.containsAll(names)) {
            out.println("There are " + all);
            System.exit(2);
        }
        Pace usual =
                new Pace(
                        Integer.getInteger("recount.bench.clients", 32),
                        Integer.getInteger("recount.bench.rounds", 5),
                        Duration.ofSeconds(Integer.getInteger("recount.bench.warm-up", 15)),
                        Duration.ofSeconds(Integer.getInteger("recount.bench.seconds", 3)));
        Path folder = root().resolve("ops/docs/benchmarks");
        double load = load();
        for (String name : names) {
            @Nullable Alone alone = ALONE.get(name);
            if (alone != null) {
                alone.run(folder, out);
            } else {
                run(name, usual, load, folder, out);
            }
        }
    }

    private static Path root() {
        return Path.of(System.getProperty("recount.root", ".")).toAbsolutePath();
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void run(String name, Pace usual, double load, Path folder, PrintStream out)
            throws Exception {
        out.println("Benchmark " + name);
        Benchmark benchmark = Objects.requireNonNull(BENCHMARKS.get(name));
        Pace pace = benchmark.pace(usual);
        try (Database database = new Database()) {
            Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            Benchmark.Results results = benchmark.run(database, pace, out);
            Report report = new Report(name, pace, database.settings(), load, at, results);
            out.println(report.page());
            if (load < BUSY_LOAD) {
                report.write(folder);
                out.println("Written to " + folder.normalize());
            } else {
                out.printf(Locale.ROOT, "Not written: the load was %.1f before.%n", load);
            }
        }
    }
}
