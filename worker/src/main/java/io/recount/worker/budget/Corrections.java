package io.recount.worker.budget;

import io.lettuce.core.RedisException;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import io.recount.worker.budget.Counters.Found;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Puts the ledger's values into Redis where both differed. A correction counts only while Redis
 * still holds what was compared: then it is right at any position, also at an equal one. What was
 * written since is newer, and the next comparison looks at it; but a position above the log's head
 * can only be wrong and is overwritten.
 *
 * <p>Cut off between Redis and the database, a correction is made again, and finds its own work.
 */
@Component
class Corrections {
    private static final Logger LOG = LoggerFactory.getLogger(Corrections.class);
    private static final long LOOK_EVERY_MS = 250;

    private final JdbcClient jdbc;
    private final Counters counters;
    private final TransactionTemplate transaction;
    private final MeterRegistry registry;
    private boolean said;

    Corrections(
            JdbcClient jdbc,
            Counters counters,
            PlatformTransactionManager transactions,
            MeterRegistry registry) {
        this.jdbc = jdbc;
        this.counters = counters;
        this.transaction = new TransactionTemplate(transactions);
        this.registry = registry;
    }

    private record Correction(long id, CounterRecord record, @Nullable Long seenPosition) {}

    /** All that wait, one transaction each. */
    @Scheduled(fixedDelay = LOOK_EVERY_MS)
    void makeAll() {
        try {
            while (Boolean.TRUE.equals(transaction.execute(status -> makeNext()))) {
                said = false;
            }
        } catch (RedisException | DataAccessException | TransactionException e) {
            if (!said) {
                LOG.warn("Counters cannot be corrected now: {}", e.toString());
                said = true;
            }
        }
    }

    private boolean makeNext() {
        Optional<Correction> next = next();
        next.ifPresent(correction -> settle(correction.id(), make(correction)));
        return next.isPresent();
    }

    private Optional<Correction> next() {
        return jdbc.sql(
                        """
                        SELECT id, campaign_id, position, seen_position, ledger_spent_micros,
                               ledger_day_clicks, ledger_total_micros,
                               (extract(epoch FROM day_start) * 1000)::bigint AS day
                        FROM analytics.counter_corrections
                        WHERE status = 'WAITING' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED""")
                .query(
                        (row, n) ->
                                new Correction(
                                        row.getLong("id"),
                                        new CounterRecord(
                                                RedisKeys.campaignDay(row.getString("campaign_id")),
                                                row.getLong("position"),
                                                Map.of(
                                                        CounterRecord.DAY,
                                                        row.getLong("day"),
                                                        CounterRecord.SPENT,
                                                        row.getLong("ledger_spent_micros"),
                                                        CounterRecord.CLICKS,
                                                        row.getLong("ledger_day_clicks"),
                                                        CounterRecord.TOTAL,
                                                        row.getLong("ledger_total_micros"))),
                                        row.getObject("seen_position", Long.class)))
                .optional();
    }

    private Found make(Correction correction) {
        Found found = counters.correct(correction.record(), correction.seenPosition());
        Long position = found.position();
        if (found.written() || position == null) {
            return found;
        }
        // Asked after Redis: what was written there by then is in the log by now.
        if (position > head()) {
            return counters.correct(correction.record(), position);
        }
        boolean ownWork =
                position == correction.record().position()
                        && Objects.equals(
                                found.spentMicros(),
                                correction.record().values().get(CounterRecord.SPENT));
        return new Found(ownWork, position, found.spentMicros());
    }

    private long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                .query(Long.class)
                .single();
    }

    private void settle(long id, Found found) {
        String status = found.written() ? "APPLIED" : "SUPERSEDED";
        jdbc.sql(
                        """
                        UPDATE analytics.counter_corrections
                        SET status = :status, found_position = :position,
                            found_spent_micros = :spent, settled_at = now()
                        WHERE id = :id""")
                .param("status", status)
                .param("position", found.position())
                .param("spent", found.spentMicros())
                .param("id", id)
                .update();
        registry.counter("recount.budget.corrections", "outcome", status).increment();
    }
}
