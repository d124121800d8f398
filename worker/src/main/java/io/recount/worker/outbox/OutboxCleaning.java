package io.recount.worker.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Deletes calls that were settled long ago: longer than the topics keep their causes, which could
 * come again. Parked ones stay until somebody decides.
 */
@Component
class OutboxCleaning {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxCleaning.class);
    private static final long EVERY_MS = 600_000;
    private static final int ROWS_AT_ONCE = 1_000;

    private final OutboxRows rows;
    private final Clock clock;
    private final Duration kept;

    OutboxCleaning(
            OutboxRows rows, Clock clock, @Value("${recount.outbox.kept-days}") int keptDays) {
        this.rows = rows;
        this.clock = clock;
        this.kept = Duration.ofDays(keptDays);
    }

    @Scheduled(fixedDelay = EVERY_MS)
    void clean() {
        Instant before = clock.instant().minus(kept);
        try {
            while (rows.deleteSettled(before, ROWS_AT_ONCE) == ROWS_AT_ONCE) {
                LOG.debug("Deleted {} settled calls", ROWS_AT_ONCE);
            }
        } catch (DataAccessException e) {
            LOG.debug("The outbox cannot be cleaned now", e);
        }
    }
}
