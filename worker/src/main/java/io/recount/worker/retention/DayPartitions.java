package io.recount.worker.retention;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The daily partitions of {@code analytics}, by UTC day: made ahead of time, and for an earlier day
 * when something of it comes. What is of a day out of reach stays in the table's default partition,
 * so that garbage cannot make partitions without end.
 */
@Component
public class DayPartitions {
    private static final Logger LOG = LoggerFactory.getLogger(DayPartitions.class);
    private static final int DAYS_AHEAD = 7;

    /** Somewhat longer than anything in them is kept. */
    private static final int DAYS_BACK = 100;

    private static final long LOOK_EVERY_MS = 3_600_000;

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Set<DayOfTable> known = ConcurrentHashMap.newKeySet();

    DayPartitions(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    private record DayOfTable(String table, LocalDate day) {}

    /**
     * Makes the days that are missing, in the caller's transaction. To be called before its rows
     * are written.
     */
    public void ensure(String table, Collection<Instant> times) {
        Set<LocalDate> days =
                times.stream()
                        .map(time -> LocalDate.ofInstant(time, ZoneOffset.UTC))
                        .filter(this::isInReach)
                        .collect(Collectors.toSet());
        days.stream().sorted().forEach(day -> ensure(new DayOfTable(table, day)));
    }

    /** A day is known from the second time on: the first one's transaction may be rolled back. */
    private void ensure(DayOfTable day) {
        if (known.contains(day)) {
            return;
        }
        boolean madeNow =
                Boolean.TRUE.equals(
                        jdbc.queryForObject(
                                "SELECT analytics.ensure_day(?, ?)",
                                Boolean.class,
                                day.table(),
                                day.day()));
        if (!madeNow) {
            known.add(day);
        }
    }

    /** Whether that instant's day gets a partition. */
    public boolean reaches(Instant time) {
        return isInReach(LocalDate.ofInstant(time, ZoneOffset.UTC));
    }

    private boolean isInReach(LocalDate day) {
        LocalDate today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        return !day.isBefore(today.minusDays(DAYS_BACK))
                && !day.isAfter(today.plusDays(DAYS_AHEAD));
    }

    /** All tables' partitions from yesterday to a week ahead. */
    @Scheduled(fixedDelay = LOOK_EVERY_MS)
    void makeAhead() {
        Instant now = clock.instant();
        try {
            for (String table : tables()) {
                for (int day = -1; day <= DAYS_AHEAD; day++) {
                    ensure(table, Set.of(now.atOffset(ZoneOffset.UTC).plusDays(day).toInstant()));
                }
            }
        } catch (DataAccessException e) {
            LOG.warn("Partitions were not made ahead; each is made when its first row comes", e);
        }
    }

    /** Every partitioned table of the schema is one by day. */
    private Collection<String> tables() {
        return jdbc.queryForList(
                """
                SELECT relname FROM pg_partitioned_table JOIN pg_class ON oid = partrelid
                WHERE relnamespace = 'analytics'::regnamespace ORDER BY relname""",
                String.class);
    }
}
