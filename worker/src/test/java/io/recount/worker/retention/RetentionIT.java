package io.recount.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.recount.worker.MigratedDatabase;
import io.recount.worker.retention.Retention.Due;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On 1 June, where 3 March is the first of the 90 days that are kept. */
class RetentionIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.parse("2026-06-01T03:40:00Z");

    private MigratedDatabase database;
    private Retention retention;

    @BeforeEach
    void days() {
        database = new MigratedDatabase();
        retention =
                new Retention(
                        database.jdbc(),
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new RetentionSettings(
                                Map.of("raw_events", 90, "window_results", 90, "job_runs", 90)),
                        database.transactions());
        for (String day : new String[] {"2026-03-01", "2026-03-02", "2026-03-03", "2026-06-01"}) {
            sql("SELECT analytics.ensure_day('raw_events', '" + day + "')");
            sql(
                    """
                    INSERT INTO analytics.raw_events ("partition", kafka_offset, event_id, kind,
                        at, payload, archived_at)
                    SELECT 0, n, n, 'Impression', '%s'::timestamptz, 'x', now()
                    FROM generate_series(1, 100) n"""
                            .formatted(day + "T12:00:00Z"));
        }
    }

    @Test
    void whatIsOlderThanItsLimitGoesWithItsPartitionAndADryRunShowsItBefore() {
        // given
        sql(
                """
                INSERT INTO analytics.job_runs (job, requested_by, status, requested_at, finished_at)
                SELECT job, 'test', 'DONE', finished, finished
                FROM unnest(ARRAY['daily', 'settlement']) job,
                     unnest(ARRAY['2026-01-01', '2026-05-31']::timestamptz[]) finished""");

        // when, then
        assertThat(retention.due())
                .extracting(Due::what, Due::olderThan)
                .containsExactlyInAnyOrder(
                        tuple("raw_events_20260301"),
                        tuple("raw_events_20260302"),
                        tuple("job_runs"));
        assertThat(retention.due())
                .filteredOn(due -> due.what().equals("job_runs"))
                .extracting(Due::rows)
                .containsExactly(1L);
        assertThat(rows()).isEqualTo(400);

        // when, then
        assertThat(MigratedDatabase.run(retention, null))
                .contains("raw_events_20260301", "raw_events_20260302", "job_runs");
        assertThat(rows()).isEqualTo(200);
        assertThat(partition("20260302")).isFalse();
        assertThat(partition("20260303")).isTrue();
        assertThat(database.count("analytics.job_runs")).isEqualTo(3);
        assertThat(retention.due()).isEmpty();
    }

    @Test
    void readersAreNotHeldUpWhileADayGoes() throws SQLException {
        try (Connection longReader = database.dataSource().getConnection();
                Statement reads = longReader.createStatement()) {
            // given: a reader in the middle of its transaction
            longReader.setAutoCommit(false);
            reads.execute("SELECT count(*) FROM analytics.raw_events");

            // when: the day is on its way out, and waits for that reader alone
            CompletableFuture<String> run =
                    CompletableFuture.supplyAsync(() -> MigratedDatabase.run(retention, null));
            await().atMost(LIMIT)
                    .until(() -> database.count("pg_inherits WHERE inhdetachpending") == 1);

            // then: others read and write, and so does the reader itself
            sql("SET lock_timeout = '10ms'; SELECT count(*) FROM analytics.raw_events");
            sql(
                    """
                    SET lock_timeout = '10ms';
                    INSERT INTO analytics.raw_events ("partition", kafka_offset, event_id, kind,
                        at, payload, archived_at)
                    VALUES (0, 0, 'new', 'Impression', '2026-06-01T01:00:00Z', 'x', now())""");
            reads.execute("SELECT count(*) FROM analytics.raw_events");
            assertThat(run).isNotDone();
            longReader.commit();
            longReader.setAutoCommit(true);
            assertThat(run.join()).contains("raw_events_20260301");
        }
        assertThat(rows()).isEqualTo(201);
    }

    @Test
    void aRunGoesOnWhereAnEarlierOneWasCutOff() throws SQLException {
        // given: cut off while it waited for a reader
        try (Connection longReader = database.dataSource().getConnection();
                Statement reads = longReader.createStatement()) {
            longReader.setAutoCommit(false);
            reads.execute("SELECT count(*) FROM analytics.raw_events");
            try (Connection other = database.dataSource().getConnection();
                    Statement detach = other.createStatement()) {
                detach.execute("SET statement_timeout = '200ms'");
                assertThatThrownBy(
                                () ->
                                        detach.execute(
                                                "ALTER TABLE analytics.raw_events DETACH PARTITION"
                                                        + " analytics.raw_events_20260301"
                                                        + " CONCURRENTLY"))
                        .hasMessageContaining("statement timeout");
            }
            longReader.rollback();
        }
        assertThat(database.count("pg_inherits WHERE inhdetachpending")).isEqualTo(1);

        // when
        MigratedDatabase.run(retention, null);

        // then
        assertThat(partition("20260301")).isFalse();
        assertThat(partition("20260302")).isFalse();
    }

    @Test
    void aDayOfResultsInUseIsLeftForTheNextRun() throws SQLException {
        // given: these have a default partition, so a day of them goes only when nobody reads
        sql("SELECT analytics.ensure_day('window_results', '2026-01-02')");
        try (Connection longReader = database.dataSource().getConnection();
                Statement reads = longReader.createStatement()) {
            longReader.setAutoCommit(false);
            reads.execute("SELECT count(*) FROM analytics.window_results");

            // when, then
            assertThat(MigratedDatabase.run(retention, null))
                    .contains("in use: [window_results_20260102]");
            longReader.rollback();
        }
        assertThat(MigratedDatabase.run(retention, null)).contains("window_results_20260102");
    }

    @Test
    void whatMoneyRestsOnCannotBeNamed() {
        assertThatThrownBy(() -> new RetentionSettings(Map.of("settlements", 3_650)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RetentionSettings(Map.of("raw_events", 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static org.assertj.core.groups.Tuple tuple(String what) {
        return org.assertj.core.groups.Tuple.tuple(what, LocalDate.parse("2026-03-03"));
    }

    private long rows() {
        return database.count("analytics.raw_events");
    }

    private boolean partition(String day) {
        return database.count("pg_class WHERE relname = 'raw_events_" + day + "'") == 1;
    }

    private void sql(String statement) {
        database.jdbc().execute(statement);
    }
}
