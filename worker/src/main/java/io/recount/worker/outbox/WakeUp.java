package io.recount.worker.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Tells waiting senders that there is something to do; those of other workers look by themselves.
 */
@Component
class WakeUp {
    private static final int SENDERS_MAX = 64;

    private final Semaphore calls = new Semaphore(0);

    void now() {
        calls.drainPermits();
        calls.release(SENDERS_MAX);
    }

    /** Waits until it is told, or that long; false when it was not told. */
    boolean await(long ms) throws InterruptedException {
        return calls.tryAcquire(ms, TimeUnit.MILLISECONDS);
    }
}
