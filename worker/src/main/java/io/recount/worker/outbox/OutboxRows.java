package io.recount.worker.outbox;

import io.recount.worker.outbox.CallEnd.Status;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of {@code analytics.outbox}. */
@Repository
class OutboxRows {
    /** A claimed call is nobody else's for that long; then its sender counts as dead. */
    static final Duration LEASE = Duration.ofSeconds(20);

    private final JdbcClient jdbc;

    OutboxRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A call to be made now. */
    record Call(
            long id,
            String idempotencyKey,
            CallKind kind,
            String method,
            String path,
            String body,
            @Nullable Instant expiresAt,
            int attempts) {}

    /** A row as people see it. */
    record Row(
            long id,
            String idempotencyKey,
            CallKind kind,
            String subject,
            String method,
            String path,
            String body,
            Status status,
            int attempts,
            Instant nextAttemptAt,
            Instant createdAt,
            @Nullable Instant settledAt,
            @Nullable Integer httpStatus,
            @Nullable String cause) {}

    /**
     * Takes the most urgent call that may be made now: the first of its lane. Other senders skip
     * it, and all that stands behind it in its lane.
     */
    Optional<Call> claim() {
        return jdbc.sql(
                        """
                        UPDATE analytics.outbox
                        SET attempts = attempts + 1,
                            next_attempt_at = now() + :leaseMs * interval '1 ms'
                        WHERE id = (
                            SELECT id FROM analytics.outbox AS call
                            WHERE status = 'WAITING' AND next_attempt_at <= now()
                              AND NOT EXISTS (
                                  SELECT 1 FROM analytics.outbox AS earlier
                                  WHERE earlier.status = 'WAITING' AND earlier.lane = call.lane
                                    AND earlier.id < call.id)
                            ORDER BY urgency, id LIMIT 1 FOR UPDATE SKIP LOCKED)
                        RETURNING id, idempotency_key, kind, method, path, body, expires_at,
                                  attempts""")
                .param("leaseMs", LEASE.toMillis())
                .query((row, n) -> call(row))
                .optional();
    }

    private static Call call(ResultSet row) throws SQLException {
        return new Call(
                row.getLong("id"),
                row.getString("idempotency_key"),
                CallKind.valueOf(row.getString("kind")),
                row.getString("method"),
                row.getString("path"),
                row.getString("body"),
                instant(row, "expires_at"),
                row.getInt("attempts"));
    }

    /** Not before that time, and why. */
    void postpone(long id, Duration delay, @Nullable Integer httpStatus, String cause) {
        jdbc.sql(
                        """
                        UPDATE analytics.outbox
                        SET next_attempt_at = now() + :delayMs * interval '1 ms',
                            http_status = :httpStatus, cause = :cause
                        WHERE id = :id AND status = 'WAITING'""")
                .param("id", id)
                .param("delayMs", delay.toMillis())
                .param("httpStatus", httpStatus)
                .param("cause", cause)
                .update();
    }

    /**
     * Ends the call, or parks it.
     *
     * @return false when somebody else did so before
     */
    boolean settle(
            long id,
            Status status,
            @Nullable Integer httpStatus,
            @Nullable String answer,
            @Nullable String cause) {
        return jdbc.sql(
                                """
                                UPDATE analytics.outbox
                                SET status = :status, http_status = :httpStatus, answer = :answer,
                                    cause = :cause, settled_at = now()
                                WHERE id = :id AND status IN ('WAITING', 'PARKED')
                                  AND status <> :status""")
                        .param("id", id)
                        .param("status", status.name())
                        .param("httpStatus", httpStatus)
                        .param("answer", answer)
                        .param("cause", cause)
                        .update()
                > 0;
    }

    /** A parked call waits again, as if it were new. */
    void makeWait(long id) {
        jdbc.sql(
                        """
                        UPDATE analytics.outbox
                        SET status = 'WAITING', attempts = 0, next_attempt_at = now(),
                            settled_at = NULL
                        WHERE id = ? AND status = 'PARKED'""")
                .param(id)
                .update();
    }

    /** Newest first, older than the given id. */
    List<Row> list(@Nullable Status status, long beforeId, int limit) {
        return jdbc.sql(
                        """
                        SELECT * FROM analytics.outbox
                        WHERE id < :before AND (:status::text IS NULL OR status = :status::text)
                        ORDER BY id DESC LIMIT :limit""")
                .param("before", beforeId)
                .param("status", status == null ? null : status.name())
                .param("limit", limit)
                .query((row, n) -> row(row))
                .list();
    }

    /** Holds the row until the transaction ends. */
    Optional<Row> lock(long id) {
        return jdbc.sql("SELECT * FROM analytics.outbox WHERE id = ? FOR UPDATE")
                .param(id)
                .query((row, n) -> row(row))
                .optional();
    }

    /** Deletes what was settled before that, some of it. */
    int deleteSettled(Instant before, int limit) {
        return jdbc.sql(
                        """
                        DELETE FROM analytics.outbox WHERE id IN (
                            SELECT id FROM analytics.outbox
                            WHERE status IN ('DONE', 'MOOT', 'DROPPED') AND settled_at < :before
                            LIMIT :limit)""")
                .param("before", Timestamp.from(before))
                .param("limit", limit)
                .update();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("id"),
                row.getString("idempotency_key"),
                CallKind.valueOf(row.getString("kind")),
                row.getString("subject"),
                row.getString("method"),
                row.getString("path"),
                row.getString("body"),
                Status.valueOf(row.getString("status")),
                row.getInt("attempts"),
                row.getTimestamp("next_attempt_at").toInstant(),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "settled_at"),
                row.getObject("http_status", Integer.class),
                row.getString("cause"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
