package io.recount.projections.replay;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** {@code read_model.replays}, and how far log and projections are. */
@Repository
class Replays {
    private final JdbcClient jdbc;

    Replays(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One replay; {@code finishedAt} is null while it runs. */
    record Replay(
            Instant requestedAt,
            String requestedBy,
            long startPosition,
            long targetPosition,
            @Nullable Instant finishedAt) {}

    /** The log's last position; 0 when it is empty. */
    long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                .query(Long.class)
                .single();
    }

    /** When the first event behind that position was logged. */
    Optional<Instant> nextAfter(long position) {
        return jdbc.sql(
                        """
                        SELECT time_stamp FROM event_log.events
                        WHERE position > ? ORDER BY position LIMIT 1""")
                .param(position)
                .query(String.class)
                .optional()
                .map(Instant::parse);
    }

    /** How far a projection has come; -1 when it has no token yet. */
    long position(String name) {
        return jdbc.sql("SELECT position FROM read_model.progress WHERE name = ?")
                .param(name)
                .query(Long.class)
                .optional()
                .orElse(-1L);
    }

    Optional<Replay> last(String name) {
        return jdbc.sql(
                        """
                        SELECT requested_at, requested_by, start_position, target_position,
                               finished_at
                        FROM read_model.replays WHERE name = ? ORDER BY id DESC LIMIT 1""")
                .param(name)
                .query(
                        (row, n) ->
                                new Replay(
                                        row.getTimestamp("requested_at").toInstant(),
                                        row.getString("requested_by"),
                                        row.getLong("start_position"),
                                        row.getLong("target_position"),
                                        instant(row.getTimestamp("finished_at"))))
                .optional();
    }

    Optional<Replay> unfinished(String name) {
        return last(name).filter(replay -> replay.finishedAt() == null);
    }

    void begin(String name, String requestedBy, long startPosition, long targetPosition) {
        finish(name);
        jdbc.sql(
                        """
                        INSERT INTO read_model.replays
                            (name, requested_by, start_position, target_position)
                        VALUES (?, ?, ?, ?)""")
                .params(name, requestedBy, startPosition, targetPosition)
                .update();
    }

    void finish(String name) {
        jdbc.sql(
                        """
                        UPDATE read_model.replays SET finished_at = now()
                        WHERE name = ? AND finished_at IS NULL""")
                .param(name)
                .update();
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
