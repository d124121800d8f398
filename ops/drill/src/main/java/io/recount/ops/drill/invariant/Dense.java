package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Positions are 1, 2, 3 …, and each aggregate's sequence numbers 0, 1, 2 … in the same order. */
final class Dense implements Invariant {
    private static final String FIRST_GAP =
            """
            SELECT position, before FROM (
                SELECT position, lag(position, 1, 0::bigint) OVER (ORDER BY position) AS before
                FROM event_log.events) neighbours
            WHERE position <> before + 1 ORDER BY position LIMIT 1""";

    private static final String FIRST_SEQUENCE_GAP =
            """
            SELECT aggregate_identifier, sequence_number, before FROM (
                SELECT aggregate_identifier, sequence_number, position,
                       lag(sequence_number, 1, -1::bigint)
                           OVER (PARTITION BY aggregate_identifier ORDER BY position) AS before
                FROM event_log.events) neighbours
            WHERE sequence_number <> before + 1 ORDER BY position LIMIT 1""";

    @Override
    public String id() {
        return "I8";
    }

    @Override
    public String says() {
        return "dense: positions and each aggregate's sequence have no hole";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        try (Statement sql = evidence.database().createStatement()) {
            try (ResultSet gap = sql.executeQuery(FIRST_GAP)) {
                if (gap.next()) {
                    return new Broken(
                            "position %d follows %d".formatted(gap.getLong(1), gap.getLong(2)));
                }
            }
            try (ResultSet gap = sql.executeQuery(FIRST_SEQUENCE_GAP)) {
                if (gap.next()) {
                    return new Broken(
                            "%s: sequence number %d follows %d"
                                    .formatted(gap.getString(1), gap.getLong(2), gap.getLong(3)));
                }
            }
            try (ResultSet counts =
                    sql.executeQuery(
                            """
                            SELECT count(*), count(DISTINCT aggregate_identifier)
                            FROM event_log.events""")) {
                counts.next();
                return new Holds(
                        "%,d positions, %,d aggregates"
                                .formatted(counts.getLong(1), counts.getLong(2)));
            }
        }
    }
}
