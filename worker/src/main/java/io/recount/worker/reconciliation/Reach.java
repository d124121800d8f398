package io.recount.worker.reconciliation;

import io.recount.worker.reconciliation.Comparison.Kind;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What is to be compared: all that never was, and once more what differed, for a few days. Never
 * what retention took away.
 */
@Repository
class Reach {
    /** For so long a difference is looked at again, and told again, until it is gone. */
    static final Duration AGAIN = Duration.ofDays(3);

    private final JdbcClient jdbc;
    private final Clock clock;

    Reach(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Days of which the archive is kept, up to that instant.
     *
     * @return their starts in UTC
     */
    List<Instant> days(Instant until) {
        Instant again = clock.instant().minus(AGAIN);
        Map<Instant, Boolean> compared = comparedDays();
        LocalDate today = LocalDate.ofInstant(until, ZoneOffset.UTC);
        return archivedFrom()
                .datesUntil(today)
                .map(Reach::start)
                .filter(
                        day -> {
                            Boolean agreed = compared.get(day);
                            return agreed == null || (!agreed && day.isAfter(again));
                        })
                .toList();
    }

    /** Whether its windows agreed the last time, of each day that was compared as a whole. */
    private Map<Instant, Boolean> comparedDays() {
        record Day(Instant start, boolean agreed) {}
        return jdbc
                .sql(
                        """
                        SELECT DISTINCT ON (from_at) from_at, differing = 0
                        FROM analytics.reconciliations
                        WHERE kind = 'WINDOWS' AND to_at = from_at + interval '24 hours'
                        ORDER BY from_at, id DESC""")
                .query((row, n) -> new Day(row.getTimestamp(1).toInstant(), row.getBoolean(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Day::start, Day::agreed));
    }

    /** After this position the ledger is to be compared. */
    long ledgerFrom() {
        return from(Kind.LEDGER);
    }

    /** After this position the archive is to be compared. */
    long archiveFrom() {
        return Math.max(from(Kind.ARCHIVE), headAt(start(archivedFrom())));
    }

    private long from(Kind kind) {
        return jdbc.sql(
                        """
                        SELECT greatest(
                            coalesce(max(to_position) FILTER (WHERE differing = 0), 0),
                            least(coalesce(max(to_position), 0), :again))
                        FROM analytics.reconciliations WHERE kind = :kind""")
                .param("again", headAt(clock.instant().minus(AGAIN)))
                .param("kind", kind.name())
                .query(Long.class)
                .single();
    }

    /** The last position of what was logged before then. */
    long headAt(Instant time) {
        long before = 0;
        long from = head();
        // Positions have no gap and times grow with them, so halving finds it in some 30 looks.
        while (before < from) {
            long middle = (before + from + 1) >>> 1;
            if (isBefore(middle, time)) {
                before = middle;
            } else {
                from = middle - 1;
            }
        }
        return before;
    }

    long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                .query(Long.class)
                .single();
    }

    private boolean isBefore(long position, Instant time) {
        return jdbc.sql(
                        """
                        SELECT time_stamp::timestamptz < ? FROM event_log.events
                        WHERE position = ?""")
                .params(Timestamp.from(time), position)
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }

    /** The first day that the archive has room for: partitions are named for their day. */
    private LocalDate archivedFrom() {
        return jdbc.sql(
                        """
                        SELECT coalesce(min(to_date(right(relname, 8), 'YYYYMMDD')), current_date)
                        FROM pg_inherits JOIN pg_class ON oid = inhrelid
                        WHERE inhparent = 'analytics.raw_events'::regclass""")
                .query(LocalDate.class)
                .single();
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
