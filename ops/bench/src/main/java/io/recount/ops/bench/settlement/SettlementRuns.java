package io.recount.ops.bench.settlement;

import io.recount.ops.bench.Database;
import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Settles one day of charges, of many advertisers and of a single one. Every round has a worker
 * that was just started and settles from nothing; what it has settled is compared with what was
 * charged.
 */
public final class SettlementRuns {
    public static final String NAME = "settlement";

    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** A worker settles a day that is over for some minutes. */
    private static final Duration OVER = Duration.ofMinutes(10);

    private final int charges;
    private final int rounds;

    public SettlementRuns(int charges, int rounds) {
        this.charges = charges;
        this.rounds = rounds;
    }

    /**
     * What came of a round.
     *
     * @param tookMs as the run itself says, from its start to its end
     * @param heapMb the most that was in use when it was looked at, garbage included
     */
    record Round(double tookMs, double heapMb, long days, long lines) {}

    /** The rounds of one log. */
    record Result(String name, ChargedDay day, List<Round> rounds) {}

    public void run(Path folder, double load, PrintStream out)
            throws IOException, SQLException, InterruptedException {
        Path root = Path.of(System.getProperty("recount.root", ".")).toAbsolutePath();
        LocalDate day = LocalDate.ofInstant(Instant.now().minus(OVER), ChargedDay.ZONE);
        Map<String, ChargedDay> days =
                Map.of(
                        "many", new ChargedDay(1_000, 5, 4, charges, day.minusDays(1)),
                        "one", new ChargedDay(1, 200, 5, charges, day.minusDays(1)));
        List<Result> results = new ArrayList<>();
        try (Database database = new Database()) {
            Kafka kafka = kafka(database.folder());
            try {
                for (String name : List.of("many", "one")) {
                    ChargedDay charged = Objects.requireNonNull(days.get(name));
                    results.add(result(database, kafka, name, charged, root, out));
                }
            } finally {
                kafka.stopNow();
            }
            SettlementPage page =
                    new SettlementPage(results, database.settings(), load, Instant.now());
            page.write(folder, NAME);
        }
        out.println("Written to " + folder.normalize());
    }

    /** With its topics, in which there is nothing. */
    private static Kafka kafka(Path folder) {
        Kafka kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        folder.resolve("kafka.log"),
                        Ports.free(),
                        Ports.free());
        kafka.start();
        Topics.ensure(kafka.bootstrapServers());
        return kafka;
    }

    private Result result(
            Database database,
            Kafka kafka,
            String name,
            ChargedDay charged,
            Path root,
            PrintStream out)
            throws IOException, SQLException, InterruptedException {
        String url = database.url(name);
        charged.fill(url, root);
        List<Round> done = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            execute(url, "DROP SCHEMA IF EXISTS analytics CASCADE");
            database.checkpoint();
            try (SettlingWorker worker =
                    new SettlingWorker(root, database.folder(), url, kafka.bootstrapServers())) {
                done.add(round(worker, url));
            }
            Round round = done.get(i);
            mustBeRight(charged, url);
            out.printf(
                    Locale.ROOT,
                    "%-5s %,d charges of %,d advertisers: %.1f s, heap at most %.0f MB%n",
                    name,
                    charges,
                    charged.advertisers(),
                    round.tookMs / 1e3,
                    round.heapMb);
        }
        return new Result(name, charged, done);
    }

    private static Round round(SettlingWorker worker, String url)
            throws IOException, SQLException, InterruptedException {
        worker.askToSettle();
        long begun = System.nanoTime();
        double heapMb = 0;
        while (number(
                        url,
                        "SELECT count(*) FROM analytics.job_runs WHERE finished_at > '-infinity'")
                == 0) {
            heapMb = Math.max(heapMb, worker.heapUsedMb());
            if (!worker.isAlive() || System.nanoTime() - begun > LIMIT.toNanos()) {
                throw new IllegalStateException("It does not settle:\n" + worker.said());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        if (number(url, "SELECT count(*) FROM analytics.job_runs WHERE status = 'DONE'") != 1) {
            throw new IllegalStateException("The run failed:\n" + worker.said());
        }
        return new Round(
                number(
                        url,
                        """
                        SELECT round(1000 * extract(epoch FROM finished_at - started_at))::bigint
                        FROM analytics.job_runs"""),
                heapMb,
                number(url, "SELECT count(*) FROM analytics.settlements"),
                number(url, "SELECT count(*) FROM analytics.settlement_lines"));
    }

    /** Every charge is in it once, in the days as in their campaigns and ads. */
    private static void mustBeRight(ChargedDay charged, String url) throws SQLException {
        long micros = charged.charges() * ChargedDay.PRICE_MICROS;
        check(
                charged.charges(),
                number(url, "SELECT sum(charged_clicks) FROM analytics.settlements"));
        check(micros, number(url, "SELECT sum(charged_micros) FROM analytics.settlements"));
        check(
                micros,
                number(
                        url,
                        "SELECT sum(charged_micros) FROM analytics.settlement_lines"
                                + " WHERE ad_id <> ''"));
        check(
                micros,
                number(
                        url,
                        "SELECT sum(charged_micros) FROM analytics.settlement_lines"
                                + " WHERE ad_id = ''"));
    }

    private static void check(long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException("%,d expected, %,d found".formatted(expected, found));
        }
    }

    private static long number(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
