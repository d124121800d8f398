package io.recount.worker.outbox;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where calls are put, in the transaction of what causes them. */
@Repository
public class Outbox {
    private final JdbcClient jdbc;
    private final OutboxMeters meters;
    private final WakeUp wakeUp;
    private final long waitingMax;

    Outbox(
            JdbcClient jdbc,
            OutboxMeters meters,
            WakeUp wakeUp,
            @Value("${recount.outbox.waiting-max}") long waitingMax) {
        this.jdbc = jdbc;
        this.meters = meters;
        this.wakeUp = wakeUp;
        this.waitingMax = waitingMax;
    }

    /**
     * Adds a call.
     *
     * @return its id; empty when one of this idempotency key is there already
     * @throws OutboxFullException nothing was added
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Long> add(OutgoingCall call) {
        if (meters.waiting() >= waitingMax) {
            throw new OutboxFullException(meters.waiting());
        }
        Optional<Long> id =
                jdbc.sql(
                                """
                                INSERT INTO analytics.outbox
                                    (idempotency_key, kind, lane, urgency, subject, method, path,
                                     body, expires_at)
                                VALUES (:key, :kind, :lane, :urgency, :subject, :method, :path,
                                        :body, :expiresAt)
                                ON CONFLICT (idempotency_key) DO NOTHING RETURNING id""")
                        .param("key", call.idempotencyKey())
                        .param("kind", call.kind().name())
                        .param("lane", call.lane())
                        .param("urgency", call.kind().urgency())
                        .param("subject", call.subject())
                        .param("method", call.method())
                        .param("path", call.path())
                        .param("body", call.body())
                        .param("expiresAt", timestamp(call.expiresAt()))
                        .query(Long.class)
                        .optional();
        if (id.isPresent()) {
            wakeAfterCommit();
        }
        return id;
    }

    private void wakeAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        wakeUp.now();
                    }
                });
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
