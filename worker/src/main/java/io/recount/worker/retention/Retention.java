package io.recount.worker.retention;

import io.recount.worker.schedule.Job;
import io.recount.worker.schedule.JobRun;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Lets go of what is older than its table's limit: whole days with their partition, rows where
 * there are none. What money rests on is not among it, whatever the settings say.
 */
@Component
@EnableConfigurationProperties(RetentionSettings.class)
class Retention implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");

    /** Tables without partitions, with what makes a row old. */
    private static final Map<String, String> AGES =
            Map.of(
                    // A settlement names the run that made it.
                    "job_runs", "job <> 'settlement' AND finished_at < ?",
                    "reconciliations", "reconciled_at < ?",
                    "parked_messages", "status <> 'PARKED' AND parked_at < ?");

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final RetentionSettings settings;
    private final TransactionTemplate transaction;

    Retention(
            JdbcTemplate jdbc,
            Clock clock,
            RetentionSettings settings,
            PlatformTransactionManager transactions) {
        this.transaction = new TransactionTemplate(transactions);
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Something that is due to go.
     *
     * @param what a partition, or a table of which rows go
     * @param rows how many; of a partition as PostgreSQL estimates them
     * @param bytes on the disk; 0 where only rows go
     */
    record Due(String table, String what, LocalDate olderThan, long rows, long bytes) {
        boolean isPartition() {
            return !what.equals(table);
        }
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public void run(JobRun run) {
        List<Due> due = due();
        List<String> gone = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        for (Due item : due) {
            try {
                letGo(item);
                gone.add(item.what());
            } catch (DataAccessException e) {
                if (!isInUse(e)) {
                    throw e;
                }
                LOG.warn("{} is in use, the next run tries again", item.what());
                kept.add(item.what());
            }
            run.progress(gone.size() + kept.size(), due.size());
        }
        run.note("Gone: " + gone + (kept.isEmpty() ? "" : ", in use: " + kept));
    }

    private static boolean isInUse(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                && LOCK_NOT_AVAILABLE.equals(cause.getSQLState());
    }

    private void letGo(Due item) {
        if (item.isPartition()) {
            drop(item);
        } else {
            jdbc.update(
                    "DELETE FROM analytics." + item.table() + " WHERE " + age(item.table()),
                    item.olderThan().atStartOfDay().atOffset(ZoneOffset.UTC));
        }
    }

    /** What the next run would let go: nothing else is touched by it. */
    List<Due> due() {
        List<Due> due = new ArrayList<>();
        settings.days()
                .forEach(
                        (table, days) -> {
                            LocalDate olderThan = today().minusDays(days);
                            if (AGES.containsKey(table)) {
                                oldRows(table, olderThan).ifPresent(due::add);
                            } else {
                                due.addAll(oldPartitions(table, olderThan));
                            }
                        });
        return due;
    }

    private List<Due> oldPartitions(String table, LocalDate olderThan) {
        return jdbc
                .query(
                        """
                        SELECT relname, greatest(reltuples, 0)::bigint,
                               pg_total_relation_size(oid)
                        FROM pg_class
                        WHERE relnamespace = 'analytics'::regnamespace AND relkind = 'r'
                          AND relname ~ ('^' || ? || '_[0-9]{8}$') ORDER BY relname""",
                        (row, n) ->
                                new Due(
                                        table,
                                        row.getString(1),
                                        olderThan,
                                        row.getLong(2),
                                        row.getLong(3)),
                        table)
                .stream()
                .filter(partition -> isOlder(partition, olderThan))
                .toList();
    }

    /** Partitions are named for their day. */
    private static boolean isOlder(Due partition, LocalDate olderThan) {
        String day = partition.what().substring(partition.table().length() + 1);
        return LocalDate.parse(day, DAY).isBefore(olderThan);
    }

    private Optional<Due> oldRows(String table, LocalDate olderThan) {
        Long rows =
                jdbc.queryForObject(
                        "SELECT count(*) FROM analytics." + table + " WHERE " + age(table),
                        Long.class,
                        olderThan.atStartOfDay().atOffset(ZoneOffset.UTC));
        return rows == null || rows == 0
                ? Optional.empty()
                : Optional.of(new Due(table, table, olderThan, rows, 0));
    }

    private void drop(Due partition) {
        if (hasDefault(partition.table())) {
            // Whoever comes while it waits for a reader waits too, so it hardly waits.
            transaction.executeWithoutResult(
                    status -> {
                        jdbc.execute("SET LOCAL lock_timeout = '100ms'");
                        jdbc.execute("DROP TABLE analytics." + partition.what());
                    });
            return;
        }
        detach(partition);
        jdbc.execute("DROP TABLE analytics." + partition.what());
    }

    /**
     * Takes no lock that anybody would feel: it waits until those who read before have ended, while
     * others come and go. Goes on where an earlier try was cut off.
     */
    private void detach(Due partition) {
        List<Boolean> pending =
                jdbc.queryForList(
                        "SELECT inhdetachpending FROM pg_inherits WHERE inhrelid = to_regclass(?)",
                        Boolean.class,
                        "analytics." + partition.what());
        if (!pending.isEmpty()) {
            jdbc.execute(
                    "ALTER TABLE analytics.%s DETACH PARTITION analytics.%s %s"
                            .formatted(
                                    partition.table(),
                                    partition.what(),
                                    pending.get(0) ? "FINALIZE" : "CONCURRENTLY"));
        }
    }

    private boolean hasDefault(String table) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(
                        """
                        SELECT partdefid <> 0 FROM pg_partitioned_table
                        WHERE partrelid = to_regclass(?)""",
                        Boolean.class,
                        "analytics." + table));
    }

    private static String age(String table) {
        return Optional.ofNullable(AGES.get(table)).orElseThrow();
    }

    private LocalDate today() {
        Instant now = clock.instant();
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
