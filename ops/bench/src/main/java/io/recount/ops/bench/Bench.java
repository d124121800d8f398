package io.recount.ops.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code ops/recount bench [charges] [chain] …}: without names, all of them. */
public final class Bench {
    private static final Map<String, Benchmark> BENCHMARKS =
            Map.of("charges", new Charges(), "chain", new Chain());

    private Bench() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Set<String> names = args.length == 0 ? BENCHMARKS.keySet() : Set.of(args);
        if (!BENCHMARKS.keySet().containsAll(names)) {
            out.println("There are " + BENCHMARKS.keySet());
            System.exit(2);
        }
        Pace pace =
                new Pace(
                        Integer.getInteger("recount.bench.clients", 32),
                        Integer.getInteger("recount.bench.rounds", 5),
                        Duration.ofSeconds(Integer.getInteger("recount.bench.warm-up", 20)),
                        Duration.ofSeconds(Integer.getInteger("recount.bench.seconds", 5)));
        Path folder = Path.of(System.getProperty("recount.root", "."), "ops/docs/benchmarks");
        try (Database database = new Database()) {
            for (String name : names.stream().sorted().toList()) {
                Benchmark benchmark = BENCHMARKS.get(name);
                if (benchmark != null) {
                    List<Outcome> outcomes = benchmark.run(database, pace, out);
                    Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS);
                    new Report(name, pace, database.settings(), at).write(folder, outcomes);
                }
            }
        }
        out.println("Written to " + folder.normalize());
    }
}
