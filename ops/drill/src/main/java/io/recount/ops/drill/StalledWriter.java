package io.recount.ops.drill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * SIGSTOP of an instance that holds the append lock in an open transaction. The database must end
 * that transaction so that the other instance can go on, and no reader may miss an event when the
 * first one wakes up.
 */
final class StalledWriter implements Drill {
    private static final long STALL_MS = 90_000;
    private static final long SHORT_STALL_MS = 4_000;
    private static final int TRIES = 2_000;

    /** The event log's lock key, "Recount" in ASCII, as PostgreSQL lists it: in two halves. */
    private static final String HOLDS_THE_LOCK =
            """
            SELECT count(*) FROM pg_stat_activity JOIN pg_locks USING (pid)
            WHERE application_name = ? AND state = 'idle in transaction'
                AND locktype = 'advisory' AND granted
                AND classid = x'526563'::int AND objid = x'6F756E74'::int""";

    @Override
    public String name() {
        return "stalled-writer";
    }

    @Override
    public String says() {
        return "SIGSTOP of one of two instances while it holds the append lock, then SIGCONT";
    }

    @Override
    public int instances() {
        return 2;
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        long stallMs = scene.shortForm() ? SHORT_STALL_MS : STALL_MS;
        Service stalled = scene.instance(0);
        try (Connection database = DriverManager.getConnection(scene.stack().jdbcUrl());
                PreparedStatement holds = database.prepareStatement(HOLDS_THE_LOCK)) {
            holds.setString(1, stalled.applicationName());
            haltInTransaction(scene, stalled, holds);
            long haltedNs = System.nanoTime();
            scene.progress().step("halted with the append lock in its hands");
            while (count(holds) > 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            long heldMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - haltedNs);
            scene.progress().step("the database took the lock back after " + heldMs + " ms");
            long before = scene.load().answers();
            scene.letRun(Math.max(0, stallMs - heldMs));
            long answers = scene.load().answers() - before;
            stalled.goOn();
            stalled.awaitReady();
            scene.awaitAnswers(50);
            return List.of(
                    "halted for %d s".formatted(stallMs / 1_000),
                    String.format(
                            Locale.ROOT,
                            "its append lock was taken back after %.1f s",
                            heldMs / 1e3),
                    "%,d answers by the other instance meanwhile".formatted(answers));
        }
    }

    private static void haltInTransaction(Scene scene, Service stalled, PreparedStatement holds)
            throws SQLException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            stalled.halt();
            // What it had sent before is still worked on.
            TimeUnit.MILLISECONDS.sleep(20);
            if (count(holds) > 0) {
                return;
            }
            stalled.goOn();
            scene.letRun(scene.random().nextInt(30));
        }
        throw new IllegalStateException("Never caught it with the append lock");
    }

    private static long count(PreparedStatement holds) throws SQLException {
        try (ResultSet row = holds.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
