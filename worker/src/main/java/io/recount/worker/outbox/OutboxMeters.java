package io.recount.worker.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * {@code recount.outbox.waiting}, {@code .parked} (calls) and {@code .oldest} (seconds that the
 * oldest waiting call waits), of all workers together; {@code recount.outbox.call}, the time of a
 * call by kind and outcome.
 */
@Component
class OutboxMeters {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxMeters.class);
    private static final long LOOK_EVERY_MS = 2_000;

    private final JdbcClient jdbc;
    private final MeterRegistry registry;
    private final AtomicLong waiting;
    private final AtomicLong parked;
    private final AtomicLong oldestSeconds;

    OutboxMeters(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        this.registry = registry;
        this.waiting = gauge("recount.outbox.waiting");
        this.parked = gauge("recount.outbox.parked");
        this.oldestSeconds = gauge("recount.outbox.oldest");
    }

    private AtomicLong gauge(String name) {
        AtomicLong value = new AtomicLong();
        registry.gauge(name, value);
        return value;
    }

    /** As of the last look. */
    long waiting() {
        return waiting.get();
    }

    void called(CallKind kind, String outcome, Duration time) {
        Timer.builder("recount.outbox.call")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome)
                .publishPercentiles(0.5, 0.99)
                .register(registry)
                .record(time);
    }

    @Scheduled(fixedDelay = LOOK_EVERY_MS)
    void look() {
        try {
            jdbc.sql(
                            """
                            SELECT count(*) FILTER (WHERE status = 'WAITING'),
                                   count(*) FILTER (WHERE status = 'PARKED'),
                                   coalesce(extract(epoch FROM now() -
                                       min(created_at) FILTER (WHERE status = 'WAITING')), 0)
                            FROM analytics.outbox WHERE status = 'WAITING' OR status = 'PARKED'""")
                    .query(
                            row -> {
                                waiting.set(row.getLong(1));
                                parked.set(row.getLong(2));
                                oldestSeconds.set(row.getLong(3));
                            });
        } catch (DataAccessException e) {
            LOG.debug("The outbox cannot be counted now", e);
        }
    }
}
