package io.recount.worker.reconciliation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.recount.worker.reconciliation.Comparison.Kind;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps each comparison with its differences. {@code recount.reconciliation.agreement.ppm} tells
 * the newest of each kind, and too little agreement is an alert.
 */
@Repository
class Reconciliations {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliations.class);

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final long alertBelowPpm;
    private final Map<Kind, AtomicLong> agreements = new EnumMap<>(Kind.class);

    Reconciliations(
            JdbcTemplate jdbc,
            Clock clock,
            MeterRegistry meters,
            @Value("${recount.reconciliation.alert-below-ppm}") long alertBelowPpm) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.alertBelowPpm = alertBelowPpm;
        for (Kind kind : Kind.values()) {
            AtomicLong agreement = new AtomicLong(1_000_000);
            agreements.put(kind, agreement);
            meters.gauge(
                    "recount.reconciliation.agreement.ppm",
                    List.of(Tag.of("kind", kind.name())),
                    agreement);
        }
    }

    @Transactional
    void store(Comparison comparison, long runId) {
        boolean alerted = comparison.agreementPpm() < alertBelowPpm;
        Comparison.Span span = comparison.span();
        Long id =
                jdbc.queryForObject(
                        """
                        INSERT INTO analytics.reconciliations
                            (kind, from_at, to_at, from_position, to_position, compared, differing,
                             agreement_ppm, alerted, run_id, reconciled_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id""",
                        Long.class,
                        comparison.kind().name(),
                        timestamp(span.from()),
                        timestamp(span.to()),
                        span.fromPosition(),
                        span.toPosition(),
                        comparison.compared(),
                        comparison.differing(),
                        comparison.agreementPpm(),
                        alerted,
                        runId,
                        timestamp(clock.instant()));
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.reconciliation_differences
                    (reconciliation_id, subject, at, measure, expected, found)
                VALUES (?, ?, ?, ?, ?, ?)""",
                comparison.differences().stream().map(found -> row(id, found)).toList());
        AtomicLong agreement = agreements.get(comparison.kind());
        if (agreement != null) {
            agreement.set(comparison.agreementPpm());
        }
        if (alerted) {
            LOG.error(
                    "Reconciliation {} of {}: {} of {} differ",
                    id,
                    comparison.kind(),
                    comparison.differing(),
                    comparison.compared());
        }
    }

    private static @Nullable Object[] row(@Nullable Long id, Difference found) {
        return new @Nullable Object[] {
            id,
            found.subject(),
            timestamp(found.at()),
            found.measure(),
            found.expected(),
            found.found()
        };
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
