package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.results.ResultLoad;
import io.recount.ops.drill.results.WorkerTables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * kill -9 the moment that a batch shows in the database, so that the broker does not know of it
 * yet, and a start after each. Kills that came too late for that are not counted.
 */
final class KillWorker implements Drill {
    private static final int KILLS = 20;
    private static final int SHORT_KILLS = 1;
    private static final int TRIES_A_KILL = 3;
    private static final int MOST_MS = 1_000;
    private static final long COMMIT_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private final List<Invariants.Row> found = new ArrayList<>();

    @Override
    public String name() {
        return "kill-worker";
    }

    @Override
    public String says() {
        return "kill -9 of the worker between its commit to the database and the one to the broker";
    }

    /**
     * What the worker is told comes from elsewhere, and it is to start again in seconds: beside
     * clients who rest for a quarter of a second it took a minute, on two cores.
     */
    @Override
    public Duration rest() {
        return Duration.ofSeconds(2);
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        DrillStack stack = scene.stack();
        try (Service worker = stack.startWorker();
                Connection database = DriverManager.getConnection(stack.jdbcUrl());
                WorkerTables tables = new WorkerTables(stack.bootstrapServers(), database);
                ResultLoad load =
                        new ResultLoad(
                                stack.bootstrapServers(),
                                stack.jdbcUrl(),
                                scene.random().split())) {
            if (!scene.shortForm()) {
                restart(worker);
            }
            List<String> facts = kill(scene, worker, tables);
            load.stop();
            found.clear();
            found.addAll(tables.check(load));
            return facts;
        }
    }

    /** In an orderly way: then the JVM has its archive of loaded classes. */
    private static void restart(Service worker) throws Exception {
        worker.stop();
        worker.start();
        worker.awaitReady();
    }

    private static List<String> kill(Scene scene, Service worker, WorkerTables tables)
            throws Exception {
        int wanted = scene.rounds(KILLS, SHORT_KILLS);
        int kills = 0;
        int between = 0;
        LongSummaryStatistics readyMs = new LongSummaryStatistics();
        while (between < wanted && kills < TRIES_A_KILL * wanted) {
            scene.letRun(scene.random().nextInt(MOST_MS));
            Map<TopicPartition, Long> before = tables.committed();
            awaitCommit(tables, before);
            worker.kill();
            kills++;
            if (tables.isBrokerBehind(before)) {
                between++;
            }
            worker.start();
            long tookMs = worker.awaitReady();
            readyMs.accept(tookMs);
            scene.progress().step("kill %d: ready again after %d ms".formatted(between, tookMs));
        }
        if (between < wanted) {
            throw new IllegalStateException(
                    "Only %d of %d kills came between the commits".formatted(between, kills));
        }
        return List.of(
                "%d kills, %d of them between the two commits".formatted(kills, between),
                String.format(
                        Locale.ROOT,
                        "ready again after %.1f s (mean), %.1f s (longest)",
                        readyMs.getAverage() / 1e3,
                        readyMs.getMax() / 1e3));
    }

    /** Looks without a pause: the broker learns of a commit at most half a second later. */
    private static void awaitCommit(WorkerTables tables, Map<TopicPartition, Long> before)
            throws SQLException {
        long limitNs = System.nanoTime() + COMMIT_LIMIT_NS;
        while (tables.committed().equals(before)) {
            if (System.nanoTime() > limitNs) {
                throw new IllegalStateException("The worker commits nothing any more");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public List<Invariants.Row> found() {
        return found;
    }
}
