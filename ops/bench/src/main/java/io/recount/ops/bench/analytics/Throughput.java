package io.recount.ops.bench.analytics;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ops/recount bench analytics}: how many events a second the whole job reads, its windows
 * alone, a source that discards and the Yahoo benchmark written plainly; in turns, on one topic.
 */
public final class Throughput {
    public static final String NAME = "analytics";

    /** At this many a second of event time the topic is written. */
    private static final int PER_SECOND = 10_000;

    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final int HEAP_MB = 6_144;
    private static final String WHOLE = "the whole job";
    private static final String WINDOWS = "metrics alone";
    private static final String SOURCE = "a source that discards";
    private static final String YAHOO = "Yahoo benchmark, plain";

    private static final List<Ratios.Question> QUESTIONS =
            List.of(
                    new Ratios.Question(WHOLE, SOURCE, 0.25),
                    new Ratios.Question(WINDOWS, YAHOO, 1.8),
                    new Ratios.Question(WHOLE, YAHOO, 1.0));

    private final Path root;
    private final long events = Long.getLong("recount.bench.events", 10_000_000);
    private final long warmUp = Long.getLong("recount.bench.warm-up-events", 3_000_000);
    private final int rounds = Integer.getInteger("recount.bench.rounds", 3);
    private Map<String, String> where = Map.of();

    public Throughput(Path root) {
        this.root = root;
    }

    /** Writes its page into the folder. */
    public void run(Path folder, PrintStream out) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            where = stage.environment();
            fill(stage.kafka(), out);
            Ratios ratios = new Ratios(NAME);
            for (int round = 1; round <= rounds; round++) {
                for (Map.Entry<String, String> job : jobs().entrySet()) {
                    stage.forgetPositions();
                    Path data = stage.folder().resolve(job.getValue() + "-" + round);
                    double perSecond = measure(job.getValue(), data);
                    ratios.add(job.getKey(), perSecond);
                    out.printf(
                            Locale.ROOT,
                            "round %d: %-24s %,9.0f/s, load %.1f%n",
                            round,
                            job.getKey(),
                            perSecond,
                            Ratios.load());
                }
            }
            out.println(ratios.write(folder, intro(), QUESTIONS));
        }
    }

    private static Map<String, String> jobs() {
        Map<String, String> jobs = new LinkedHashMap<>();
        jobs.put(WHOLE, "");
        jobs.put(WINDOWS, ContenderJob.METRICS);
        jobs.put(YAHOO, ContenderJob.YAHOO);
        jobs.put(SOURCE, ContenderJob.DISCARD);
        return jobs;
    }

    private double measure(String job, Path data) throws IOException, InterruptedException {
        boolean whole = job.isEmpty();
        String[] arguments = whole ? new String[0] : new String[] {job};
        String main = whole ? "io.recount.analytics.LocalCluster" : ContenderJob.class.getName();
        try (FlinkProcess process = new FlinkProcess(root, data, HEAP_MB, where, main, arguments)) {
            return process.perSecond(warmUp, events, ROUND);
        }
    }

    private void fill(String kafka, PrintStream out) {
        long beginMs = System.currentTimeMillis() - Duration.ofHours(2).toMillis();
        try (FilledTopic topic = new FilledTopic(kafka, beginMs)) {
            for (long i = 0; i < events; i++) {
                long atMs = beginMs + i * 1_000 / PER_SECOND;
                topic.event(atMs);
                if (i % PER_SECOND == PER_SECOND - 1) {
                    topic.heartbeat(atMs);
                }
            }
        }
        out.printf(Locale.ROOT, "%,d events are written%n", events);
    }

    private String intro() {
        return String.format(
                Locale.ROOT,
                "%d rounds that take turns, each in a fresh JVM of %,d MB of heap: so many events"
                        + " of the topic's %,d are read in %d s after the first %,d; the median of"
                        + " the rounds. Checkpoints each 10 s, heap state, two tasks; Kafka and"
                        + " Redis on the same cores.",
                rounds,
                HEAP_MB,
                events,
                ROUND.toSeconds(),
                warmUp);
    }
}
