package io.recount.ops.bench;

import io.recount.ops.bench.day.SimulatedDays;
import io.recount.ops.bench.detection.Detection;
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

/**
 * {@code ops/recount bench [charges] [chain] [http] [open-loop] [simulated-day] [detection]}:
 * without names, all of them.
 */
public final class Bench {
    private static final Map<String, Benchmark> BENCHMARKS =
            Map.of(
                    "charges", new Charges(),
                    "chain", new Chain(),
                    "http", new Http(),
                    "open-loop", new OpenLoop(),
                    "serving", new Serving());

    /** Of a machine that has something else to do; figures taken on it say nothing. */
    private static final double BUSY_LOAD = 3;

    private Bench() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Set<String> all = new TreeSet<>(BENCHMARKS.keySet());
        all.add(SimulatedDays.NAME);
        all.add(Detection.NAME);
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
        Path folder = Path.of(System.getProperty("recount.root", "."), "ops/docs/benchmarks");
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        for (String name : names) {
            if (name.equals(SimulatedDays.NAME)) {
                // Measures no speed: needs no database, and a busy machine gives the same figures.
                new SimulatedDays(Integer.getInteger("recount.bench.days", 100)).run(folder, out);
            } else if (name.equals(Detection.NAME)) {
                new Detection().run(folder, out);
            } else {
                run(name, usual, load, folder, out);
            }
        }
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
