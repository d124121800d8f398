package io.recount.eventlog;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The one writer's lock, and what stands behind it. */
public final class LogHead {
    private final JdbcClient jdbc;

    LogHead(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The last event's place and hash; position 0 and the genesis hash while the log is empty. */
    public record Head(long position, byte[] hash) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Head head
                    && position == head.position
                    && Arrays.equals(hash, head.hash);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(position);
        }
    }

    /**
     * Waits for the log's append lock, which the current transaction then holds to its end, and
     * returns the head. Whoever holds it already gets the head again.
     */
    public Head lock() {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtext('event_log.events'))")
                .query((row, n) -> n)
                .single();
        return read();
    }

    /** The head without the lock: the next moment it may have moved. */
    public Head read() {
        return jdbc.sql(
                        "SELECT position, hash FROM event_log.events ORDER BY position DESC LIMIT 1")
                .query((row, n) -> new Head(row.getLong(1), row.getBytes(2)))
                .optional()
                .orElse(new Head(0, new byte[32]));
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
}
