package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.results.ResultLoad;
import io.recount.ops.drill.results.WorkerTables;
import io.recount.ops.parts.Part;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The broker is killed and PostgreSQL ends in mid-work, in turn, and each comes back after a while.
 * Nobody touches the worker, which has to catch up with what was told meanwhile.
 */
final class RestartParts implements Drill {
    private static final int ROUNDS = 3;
    private static final int SHORT_ROUNDS = 1;
    private static final long BEFORE_MS = 3_000;
    private static final long AWAY_MS = 10_000;
    private static final long CAUGHT_UP_MS = 1_000;

    /** It has caught up when its lag stays that small for so long. */
    private static final long STAYS_MS = 2_000;

    private static final long LIMIT_MS = 60_000;

    private final List<Invariants.Row> found = new ArrayList<>();

    @Override
    public String name() {
        return "restart-parts";
    }

    @Override
    public String says() {
        return "kill -9 of the broker, and PostgreSQL stopped at once, in turn, both back after 10 s;"
                + " the worker catches up by itself";
    }

    /** As for {@link KillWorker}: what the worker is told comes from elsewhere. */
    @Override
    public Duration rest() {
        return Duration.ofSeconds(2);
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        DrillStack stack = scene.stack();
        found.clear();
        try (Service worker = stack.startWorker();
                ResultLoad load =
                        new ResultLoad(
                                stack.bootstrapServers(),
                                stack.jdbcUrl(),
                                scene.random().split())) {
            caughtUpMs(scene, load);
            Map<String, List<Long>> caughtUpMs = new LinkedHashMap<>();
            for (int round = scene.rounds(ROUNDS, SHORT_ROUNDS); round > 0; round--) {
                for (Part part : List.of(stack.broker(), stack.database())) {
                    caughtUpMs
                            .computeIfAbsent(part.name(), name -> new ArrayList<>())
                            .add(outage(part, scene, load));
                }
            }
            worker.awaitReady();
            double perSecond = load.perSecond();
            load.stop();
            found.add(progress(caughtUpMs));
            try (Connection database = DriverManager.getConnection(stack.jdbcUrl());
                    WorkerTables tables = new WorkerTables(stack.bootstrapServers(), database)) {
                found.addAll(tables.check(load));
            }
            return facts(caughtUpMs, perSecond);
        }
    }

    /** Returns how long after the part's return the lag was small again. */
    private static long outage(Part part, Scene scene, ResultLoad load) throws Exception {
        scene.letRun(BEFORE_MS);
        part.stopNow();
        scene.letRun(AWAY_MS);
        part.start();
        long lagMs = load.lagMs();
        long tookMs = caughtUpMs(scene, load);
        scene.progress()
                .step(
                        "%s is back, with a lag of %d ms; under 1 s after %d ms"
                                .formatted(part.name(), lagMs, tookMs));
        return tookMs;
    }

    /** Until the lag was small, of a time in which it stays so; the limit where it never does. */
    private static long caughtUpMs(Scene scene, ResultLoad load) throws InterruptedException {
        long beganNs = System.nanoTime();
        long smallSinceMs = -1;
        while (true) {
            long nowMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
            if (load.lagMs() >= CAUGHT_UP_MS) {
                smallSinceMs = -1;
            } else if (smallSinceMs < 0) {
                smallSinceMs = nowMs;
            }
            if (smallSinceMs >= 0 && nowMs - smallSinceMs >= STAYS_MS) {
                return smallSinceMs;
            }
            if (nowMs > LIMIT_MS) {
                return LIMIT_MS;
            }
            scene.letRun(20);
        }
    }

    private static Invariants.Row progress(Map<String, List<Long>> caughtUpMs) {
        boolean always =
                caughtUpMs.values().stream().flatMap(List::stream).allMatch(ms -> ms < LIMIT_MS);
        String text = inWords(caughtUpMs);
        return new Invariants.Row(
                "I11",
                "progress: the worker's lag is under 1 s again by itself",
                always ? new Holds(text) : new Broken(text + "; the limit is 60 s"));
    }

    private static String inWords(Map<String, List<Long>> caughtUpMs) {
        return caughtUpMs.entrySet().stream()
                .map(
                        entry ->
                                entry.getKey()
                                        + ": after "
                                        + entry.getValue().stream()
                                                .map(RestartParts::seconds)
                                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.1f s", ms / 1e3);
    }

    private static List<String> facts(Map<String, List<Long>> caughtUpMs, double perSecond) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d outages of %d s each, while the worker is told %,.0f messages/s",
                        caughtUpMs.values().stream().mapToInt(List::size).sum(),
                        AWAY_MS / 1_000,
                        perSecond),
                "from the moment that the part answers again until the oldest message that the"
                        + " worker was told and has not committed is younger than 1 s: "
                        + inWords(caughtUpMs));
    }

    @Override
    public List<Invariants.Row> found() {
        return found;
    }
}
