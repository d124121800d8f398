package io.recount.ops.drill;

import io.recount.audit.PublishedHead;
import io.recount.ops.drill.invariant.Blocks;
import io.recount.ops.drill.invariant.Evidence;
import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.load.AnswerBook;
import io.recount.ops.drill.load.CommandApi;
import io.recount.ops.drill.load.Load;
import io.recount.ops.drill.load.Market;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** One drill on a stack that runs: advertisers, load, the fault, and what still holds after it. */
final class DrillRun {
    private static final int CLIENTS = 12;
    private static final int ANSWERS_BEFORE = 200;
    private static final int SHORT_ANSWERS_BEFORE = 50;
    private static final long CATCH_UP_NS = TimeUnit.SECONDS.toNanos(60);

    private final Drill drill;
    private final DrillStack stack;
    private final long seed;
    private final boolean shortForm;
    private final Progress progress;

    /**
     * What came of it.
     *
     * @param facts what was done, and figures
     * @param rows the invariants
     */
    record Result(Drill drill, List<String> facts, List<Invariants.Row> rows) {
        boolean holds() {
            return rows.stream().allMatch(Invariants.Row::holds);
        }
    }

    DrillRun(Drill drill, DrillStack stack, long seed, boolean shortForm, Progress progress) {
        this.drill = drill;
        this.stack = stack;
        this.seed = seed;
        this.shortForm = shortForm;
        this.progress = progress;
    }

    Result run() throws Exception {
        List<CommandApi> apis = stack.instances().stream().map(Service::api).toList();
        Market market = Market.open(apis.get(0));
        Load.Routing routing = drill instanceof StalledWriter ? Load.Routing.OWN : Load.Routing.ANY;
        Scene scene;
        List<String> facts;
        List<Invariants.Row> rows;
        try (AnswerBook book = new AnswerBook(stack.bookOf(drill));
                Follower follower = new Follower(stack.jdbcUrl());
                Load load = new Load(apis, routing, market, book)) {
            SplittableRandom random = new SplittableRandom(seed);
            load.start(CLIENTS, drill.rest(), random.nextLong());
            scene = new Scene(stack, load, random, progress, shortForm);
            scene.awaitAnswers(shortForm ? SHORT_ANSWERS_BEFORE : ANSWERS_BEFORE);
            progress.step(drill.name() + ": " + drill.says());
            facts = new ArrayList<>(drill.run(scene));
            load.settle();
            facts.add(scene.figures());
            facts.add(machine());
            progress.step("every click has its answer; checking");
            rows = new ArrayList<>(check(book, follower));
            rows.addAll(drill.found());
        }
        facts.addAll(drill.afterwards(scene));
        return new Result(drill, facts, rows);
    }

    /** Times are to be read with this in mind. */
    static String machine() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "load average of the machine %.1f on %d cores",
                machine.getSystemLoadAverage(),
                machine.getAvailableProcessors());
    }

    private List<Invariants.Row> check(AnswerBook book, Follower follower) throws Exception {
        long head = awaitReadModel(stack);
        Blocks seen = follower.seenUpTo(head);
        List<PublishedHead> heads = stack.publishedHeads();
        try (Connection database = Evidence.openAt(stack.jdbcUrl())) {
            return Invariants.check(new Evidence(database, heads, book.read(), seen));
        }
    }

    /** Returns the log's head, at which all projections are then. */
    static long awaitReadModel(DrillStack stack) throws SQLException, InterruptedException {
        long limitNs = System.nanoTime() + CATCH_UP_NS;
        try (Connection database = DriverManager.getConnection(stack.jdbcUrl());
                Statement sql = database.createStatement()) {
            while (true) {
                try (ResultSet row =
                        sql.executeQuery(
                                """
                                SELECT (SELECT max(position) FROM event_log.events),
                                       (SELECT min(position) FROM read_model.progress)""")) {
                    row.next();
                    if (row.getLong(1) == row.getLong(2)) {
                        return row.getLong(1);
                    }
                    if (System.nanoTime() > limitNs) {
                        throw new IllegalStateException(
                                "The projections are at %d, the log at %d"
                                        .formatted(row.getLong(2), row.getLong(1)));
                    }
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }
}
