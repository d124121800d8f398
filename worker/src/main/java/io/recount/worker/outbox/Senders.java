package io.recount.worker.outbox;

import io.recount.worker.outbox.OutboxRows.Call;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Threads that make the outbox's calls, each one call at a time. A call is claimed in one
 * transaction and settled in another; a worker that dies between them leaves a call that is made
 * again when its lease is over, and gets the first one's answer by its idempotency key.
 */
@Component
class Senders implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Senders.class);

    /** Other workers' rows, and those whose time has come, are found within this. */
    private static final long LOOK_EVERY_MS = 500;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

    /** After an outage a sender pauses, first briefly: the next call would fail alike. */
    private static final BackOff PAUSES =
            new BackOff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final OutboxRows rows;
    private final CommandApi commandApi;
    private final Settling settling;
    private final OutboxMeters meters;
    private final WakeUp wakeUp;
    private final Clock clock;
    private final int senders;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    Senders(
            OutboxRows rows,
            CommandApi commandApi,
            Settling settling,
            OutboxMeters meters,
            WakeUp wakeUp,
            Clock clock,
            @Value("${recount.outbox.senders}") int senders) {
        this.rows = rows;
        this.commandApi = commandApi;
        this.settling = settling;
        this.meters = meters;
        this.wakeUp = wakeUp;
        this.clock = clock;
        this.senders = senders;
    }

    @Override
    public void start() {
        running = true;
        for (int n = 1; n <= senders; n++) {
            Thread thread = new Thread(this::run, "outbox-" + n);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    /** Calls under way are still settled, if they are answered in time. */
    @Override
    public void stop() {
        running = false;
        wakeUp.now();
        try {
            for (Thread thread : threads) {
                thread.join(STOP_WITHIN.toMillis());
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        int failures = 0;
        try {
            while (running) {
                failures = wentWell() ? 0 : failures + 1;
                if (failures > 0) {
                    wakeUp.await(PAUSES.after(failures).toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the next call, or waits for one; false in an outage. */
    private boolean wentWell() throws InterruptedException {
        try {
            Optional<Call> call = rows.claim();
            if (call.isEmpty()) {
                wakeUp.await(LOOK_EVERY_MS);
                return true;
            }
            return make(call.get());
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The outbox cannot be reached now: {}", e.toString());
            return false;
        }
    }

    private boolean make(Call call) throws InterruptedException {
        long start = System.nanoTime();
        Reply reply =
                call.expiresAt() != null && !clock.instant().isBefore(call.expiresAt())
                        ? new Reply.Moot(null, "It expired before it could be made")
                        : commandApi.make(call);
        meters.called(call.kind(), reply.outcome(), Duration.ofNanos(System.nanoTime() - start));
        settling.settle(call, reply);
        return !(reply instanceof Reply.Later later && later.outage());
    }
}
