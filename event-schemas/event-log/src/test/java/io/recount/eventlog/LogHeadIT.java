package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.recount.audit.ChainHash;
import io.recount.eventlog.LogHead.Head;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

class LogHeadIT {
    private final TestLog log = TestLog.fresh();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void anEmptyLogHasTheGenesisHash() {
        Head head = log.head.read();

        assertThat(head.position()).isZero();
        assertThat(head.hash()).isEqualTo(ChainHash.genesis());
    }

    @Test
    void theLockNeedsATransaction() {
        assertThatThrownBy(log.head::lock).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoWaitsForTheLockGetsTheHeadAsItsHolderLeftIt() throws Exception {
        // given
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> holder =
                CompletableFuture.runAsync(
                        () ->
                                log.inTransaction.executeWithoutResult(
                                        status -> {
                                            log.head.lock();
                                            locked.countDown();
                                            join(goOn);
                                            log.append("a", 3);
                                        }));
        locked.await();

        // when
        CompletableFuture<Long> waiter =
                CompletableFuture.supplyAsync(
                        () -> log.inTransaction.execute(status -> log.head.lock().position()));
        await().atMost(Duration.ofSeconds(60)).until(() -> waitingForALock() == 1);
        goOn.countDown();

        // then
        assertThat(waiter.get()).isEqualTo(3);
        holder.get();
    }

    @Test
    void aWaiterGivesUpAfterTheLockTimeout() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> holder =
                CompletableFuture.runAsync(
                        () ->
                                log.inTransaction.executeWithoutResult(
                                        status -> {
                                            log.head.lock();
                                            locked.countDown();
                                            join(goOn);
                                        }));
        locked.await();

        try (TestLog impatient = new TestLog(log.url(), "SET lock_timeout = '200ms'")) {
            assertThatThrownBy(() -> impatient.append("a", 1))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageContaining("lock timeout");
        }
        goOn.countDown();
        holder.get();
    }

    @Test
    void itTellsWhoseEventsCameSince() {
        log.append("a", 2);
        log.append("b", 2);
        log.append("c", 1);

        assertThat(log.head.changedSince(2)).containsExactlyInAnyOrder("b", "c");
        assertThat(log.head.changedSince(5)).isEmpty();
    }

    @Test
    void itTellsWhetherAnEventStandsAtAPosition() {
        log.append("a", 2);
        List<String> ids =
                log.readAfter(log.engine.createTailToken()).stream()
                        .map(event -> event.getIdentifier())
                        .toList();

        log.inTransaction.executeWithoutResult(
                status -> {
                    assertThat(log.head.stands(2, ids.get(1))).isTrue();
                    assertThat(log.head.stands(2, ids.get(0))).isFalse();
                    assertThat(log.head.stands(3, ids.get(1))).isFalse();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE event_log.events SET payload = '\\x00'",
                "DELETE FROM event_log.events",
                "TRUNCATE event_log.events",
                "UPDATE event_log.decided_clicks SET charged_micros = 0",
                "DELETE FROM event_log.decided_clicks",
                "TRUNCATE event_log.decided_clicks CASCADE"
            })
    void whatIsWrittenIsNotChangedEvenByTheOwner(String change) {
        log.append("a", 1);

        assertThatThrownBy(() -> log.jdbc.sql(change).update())
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("is append-only");
        assertThat(log.head.read().position()).isEqualTo(1);
    }

    @Test
    void everyTableButSnapshotsIsAppendOnly() {
        List<String> changeable =
                log.jdbc
                        .sql(
                                """
                                SELECT relname::text FROM pg_class tables
                                WHERE relnamespace = 'event_log'::regnamespace AND relkind = 'r'
                                  AND NOT EXISTS (SELECT FROM pg_trigger
                                                  WHERE tgrelid = tables.oid AND tgenabled = 'O'
                                                    AND tgname = 'append_only')""")
                        .query(String.class)
                        .list();

        assertThat(changeable).containsExactlyInAnyOrder("snapshots", "flyway_schema_history");
    }

    private int waitingForALock() {
        return log.jdbc
                .sql(
                        """
                        SELECT count(*) FROM pg_locks
                        WHERE locktype = 'advisory' AND NOT granted
                          AND database = (SELECT oid FROM pg_database
                                          WHERE datname = current_database())""")
                .query(Integer.class)
                .single();
    }

    private static void join(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
