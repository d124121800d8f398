package io.recount.command.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.command.Ids;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.event.ClickCharged;
import io.recount.event.ClickOutcome;
import io.recount.http.Problem;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Postgres;
import io.recount.wire.AvroCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every connection of the database is cut under load, again and again: at any moment, and in the
 * very moment between a commit and its answer. With {@code -Drecount.cuts=50} the long form.
 */
class CutConnectionsIT {
    private static final int CUTS = Integer.getInteger("recount.cuts", 10);
    private static final int CLIENTS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Postgres postgres;
    private static String database;
    private static MoneySide side;

    private final Map<String, ClickOutcome> answered = new ConcurrentHashMap<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicReference<Throwable> surprise = new AtomicReference<>();
    private final AtomicBoolean over = new AtomicBoolean();

    @BeforeAll
    static void start() throws IOException {
        Path folder = Files.createTempDirectory("recount-cuts");
        // PostgreSQL may run as another user, who must get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres =
                new Postgres(
                        folder.resolve("postgres"),
                        folder.resolve("postgres.log"),
                        Ports.free(),
                        List.of("fsync=off", "full_page_writes=off"));
        postgres.start();
        database = postgres.newDatabase();
        side = new MoneySide(database);
    }

    @AfterAll
    static void stop() {
        side.close();
        postgres.stop();
    }

    @Test
    void nothingIsStoredTwiceAndNothingIsAnsweredAndMissing() throws Exception {
        // given
        List<String> advertisers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            advertisers.add(side.advertiser(1_000_000 * MoneySide.PRICE));
        }
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String advertiserId = advertisers.get(i % advertisers.size());
            Thread client = new Thread(() -> clickUntilOver(advertiserId));
            clients.add(client);
            client.start();
        }

        // when
        for (int cut = 0; cut < CUTS; cut++) {
            int before = answers.get();
            await().atMost(PATIENCE).until(() -> answers.get() > before + 2 * CLIENTS);
            if (cut % 2 == 0) {
                cutAll("");
            } else {
                cutBetweenCommitAndAnswer();
            }
        }
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }

        // then
        assertThat(surprise.get()).isNull();
        assertThat(answered.values()).containsOnly(ClickOutcome.CHARGED);
        Map<String, Integer> stored = stored();
        assertThat(stored.values()).containsOnly(1);
        assertThat(stored.keySet()).isEqualTo(answered.keySet());
        LogChecks.allHold(side.jdbc());
    }

    /** Asks again, with the same click, until there is an answer: as everybody should. */
    private void clickUntilOver(String advertiserId) {
        try {
            while (!over.get()) {
                String clickId = Ids.newClickId(advertiserId);
                boolean asked = false;
                while (!answered.containsKey(clickId)) {
                    asked |= !click(advertiserId, clickId, asked);
                }
            }
        } catch (RuntimeException | AssertionError e) {
            surprise.compareAndSet(null, e);
        }
    }

    private boolean click(String advertiserId, String clickId, boolean askedBefore) {
        try {
            Decided decided = side.click(advertiserId, clickId);
            ClickOutcome outcome = decided.outcome();
            if (outcome == ClickOutcome.DUPLICATE) {
                // Only who got no answer before can be second.
                assertThat(askedBefore).as("a first click is no duplicate").isTrue();
                outcome = decided.firstOutcome();
            }
            answered.put(clickId, outcome);
            answers.incrementAndGet();
            return true;
        } catch (Problem e) {
            assertThat(e.status().value()).isEqualTo(503);
            unanswered.incrementAndGet();
            return false;
        }
    }

    private static void cutAll(String where) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname <>"
                            + " 'postgres' "
                            + where);
        }
    }

    /**
     * With a standby demanded that nobody is, a commit is done and its answer held back: there the
     * connection is cut.
     */
    private static void cutBetweenCommitAndAnswer() throws SQLException {
        demandStandby("nobody");
        try {
            await().atMost(PATIENCE).until(CutConnectionsIT::isAnswerHeldBack);
            cutAll("AND wait_event = 'SyncRep'");
        } finally {
            demandStandby("");
        }
    }

    private static void demandStandby(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
            statement.execute("SELECT pg_reload_conf()");
        }
    }

    private static boolean isAnswerHeldBack() throws SQLException {
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE wait_event ="
                                        + " 'SyncRep'")) {
            row.next();
            return row.getInt(1) > 0;
        }
    }

    /** Charges of each click id, by the events themselves. */
    private static Map<String, Integer> stored() {
        Map<String, Integer> stored = new ConcurrentHashMap<>();
        side.jdbc()
                .sql(
                        """
                        SELECT payload FROM event_log.events
                        WHERE payload_type LIKE '%.ClickCharged'""")
                .query((row, n) -> row.getBytes(1))
                .list()
                .forEach(bytes -> stored.merge(clickIdOf(bytes), 1, Integer::sum));
        return stored;
    }

    private static String clickIdOf(byte[] event) {
        return ((ClickCharged) AvroCodec.decode(event)).getClickId();
    }
}
