package io.recount.worker.reconciliation;

import io.recount.worker.reconciliation.Comparison.Kind;
import io.recount.worker.reconciliation.Comparison.Span;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Every decision and credit of the log against the archive, byte by byte: what the relay lost,
 * changed or invented. What claims to be one and names no position is of nobody.
 */
@Repository
class ArchiveAgainstLog {
    private static final String BOTH =
            """
            WITH log AS (
                SELECT position, payload FROM event_log.events
                WHERE position > :from AND position <= :to
                  AND payload_type IN ('io.recount.event.ClickCharged',
                      'io.recount.event.ClickNotCharged', 'io.recount.event.ClickCredited')),
            archive AS (
                SELECT DISTINCT log_position AS position, payload FROM analytics.raw_events
                WHERE log_position > :from AND log_position <= :to
                  AND kind IN ('ClickCharged', 'ClickNotCharged', 'ClickCredited')),
            nobodys AS (
                SELECT DISTINCT event_id FROM analytics.raw_events
                WHERE log_position IS NULL
                  AND at >= (SELECT coalesce(max(time_stamp::timestamptz), '-infinity')
                             FROM event_log.events WHERE position = :from)
                  AND kind IN ('ClickCharged', 'ClickNotCharged', 'ClickCredited')),
            compared AS (
                SELECT position::text AS subject, position, log.payload IS NOT NULL AS logged,
                       archive.payload IS NOT NULL AS archived,
                       coalesce(log.payload = archive.payload, false) AS equal
                FROM log FULL JOIN archive USING (position)
                UNION ALL
                SELECT event_id, NULL, false, true, false FROM nobodys)
            """;

    private final JdbcClient jdbc;

    ArchiveAgainstLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Counts(long compared, long differing) {}

    Comparison compare(long from, long to) {
        Counts counts =
                jdbc.sql(BOTH + "SELECT count(*), count(*) FILTER (WHERE NOT equal) FROM compared")
                        .param("from", from)
                        .param("to", to)
                        .query((row, n) -> new Counts(row.getLong(1), row.getLong(2)))
                        .single();
        Comparison comparison = new Comparison(Kind.ARCHIVE, Span.of(from, to));
        comparison.add(
                counts.compared(),
                counts.differing(),
                counts.differing() == 0 ? List.of() : differences(from, to));
        return comparison;
    }

    private List<Difference> differences(long from, long to) {
        return jdbc.sql(
                        BOTH
                                + """
                                SELECT subject, logged, archived FROM compared
                                WHERE NOT equal ORDER BY position, subject LIMIT :limit""")
                .param("from", from)
                .param("to", to)
                .param("limit", Comparison.KEPT_MAX)
                .query(
                        (row, n) ->
                                new Difference(
                                        row.getString("subject"),
                                        null,
                                        row.getBoolean("logged") && row.getBoolean("archived")
                                                ? "bytes"
                                                : "events",
                                        row.getBoolean("logged") ? 1L : null,
                                        row.getBoolean("archived") ? 1L : null))
                .list();
    }
}
