package io.recount.eventlog;

import io.recount.audit.ChainHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The one writer's lock, and what stands behind it.
 *
 * <p>Whoever appends holds the lock to the end of its transaction, so positions are given in the
 * order of commits, none is ever given twice and none is lost with a transaction that failed. The
 * lock is an advisory one: a row to lock would be updated by each append, and while some long
 * reader keeps its dead versions alive every append would have to step over them (16,000 events a
 * second fell to 9,500 within 100 s).
 */
public final class LogHead {
    /** The advisory lock's key in this database: "Recount" in ASCII. */
    static final long LOCK_KEY = 0x5265636F756E74L;

    private static final String READ =
            "SELECT position, hash FROM event_log.events ORDER BY position DESC LIMIT 1";

    /**
     * A statement of its own, so a snapshot of its own: one with the reading would have its
     * snapshot from before the wait, and read a head that has moved since.
     */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(" + LOCK_KEY + ")";

    private final JdbcTemplate sql;
    private final JdbcClient jdbc;

    LogHead(DataSource dataSource) {
        sql = new JdbcTemplate(dataSource);
        jdbc = JdbcClient.create(sql);
    }

    /** The last event's place and hash; position 0 and the genesis hash while the log is empty. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares heads as a whole.
    public record Head(long position, byte[] hash) {}

    /**
     * Waits for the log's append lock, which the current transaction then holds to its end, and
     * returns the head. Whoever holds it already gets the head again, without asking the database.
     *
     * @throws IllegalStateException outside a transaction
     */
    public Head lock() {
        return lock(new RoundTrip());
    }

    /** As {@link #lock()}; what else is to be asked behind the lock travels with it. */
    public Head lock(RoundTrip questions) {
        Held held = (Held) TransactionSynchronizationManager.getResource(this);
        if (held != null) {
            questions.run(sql);
        } else {
            if (!TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new IllegalStateException("The append lock lives in a transaction");
            }
            held = new Held(read(new RoundTrip().ask(LOCK, lock -> {}), questions));
            TransactionSynchronizationManager.bindResource(this, held);
            TransactionSynchronizationManager.registerSynchronization(held);
        }
        if (held.head == null) {
            held.head = read();
        }
        return held.head;
    }

    /** The head without the lock: the next moment it may have moved. */
    public Head read() {
        return read(new RoundTrip(), new RoundTrip());
    }

    /** Ids of the aggregates that have events after that position. */
    public Set<String> changedSince(long position) {
        return new HashSet<>(
                jdbc.sql(
                                """
                                SELECT DISTINCT aggregate_identifier FROM event_log.events
                                WHERE position > ?""")
                        .param(position)
                        .query(String.class)
                        .list());
    }

    /**
     * After a COMMIT whose outcome is unknown, on a new transaction: whether that event stands at
     * that position. Taking the lock waits for the doubtful transaction to end.
     */
    public boolean stands(long position, String eventIdentifier) {
        lock();
        return jdbc.sql(
                        """
                        SELECT EXISTS (SELECT FROM event_log.events
                                       WHERE position = ? AND event_identifier = ?)""")
                .params(position, eventIdentifier)
                .query(Boolean.class)
                .single();
    }

    /** What the holder of the lock has just appended to. */
    void moveTo(Head head) {
        Held held = (Held) TransactionSynchronizationManager.getResource(this);
        if (held == null) {
            throw new IllegalStateException("Moved without the lock");
        }
        held.head = head;
    }

    private Head read(RoundTrip before, RoundTrip behind) {
        List<Head> last = new ArrayList<>(1);
        before.ask(READ, row -> last.add(new Head(row.getLong(1), row.getBytes(2))))
                .then(behind)
                .run(sql);
        return last.isEmpty() ? new Head(0, ChainHash.genesis()) : last.get(0);
    }

    /** Lives as long as the transaction that holds the lock. */
    private final class Held implements TransactionSynchronization {
        /** null once it has to be read again. */
        private @Nullable Head head;

        private Held(Head head) {
            this.head = head;
        }

        @Override
        public void savepointRollback(Object savepoint) {
            head = null; // Events that were appended behind the savepoint are gone.
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(LogHead.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(LogHead.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(LogHead.this);
        }
    }
}
