package io.recount.analytics.stream;

import io.recount.analytics.stream.StoreSink.Entry;
import io.recount.analytics.stream.StoreSink.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes without waiting, and keeps everything until the store has confirmed it.
 *
 * <p>An entry is {@code pending} until it is sent, then {@code sent} until it is confirmed; of each
 * key only the newest is pending. A failure puts it back and lets nothing out until a back-off (0.1
 * s doubling to 5 s) is over. Both maps are the checkpoint's state, so a checkpoint never waits for
 * a store that is away: the task's thread goes on, and with it the windows and the other sinks.
 * Only when {@value #MAX_WEIGHT_BYTES} bytes are kept does {@code write} hold the stream, for
 * losing is worse.
 *
 * <p>INVARIANT: everything runs in the task's thread; confirmations and timers come as mails.
 */
final class StoreWriter<E extends Entry<E>> implements StatefulSinkWriter<E, E> {
    static final int MAX_WEIGHT_BYTES = 64 << 20;

    private static final Logger log = LoggerFactory.getLogger(StoreWriter.class);
    private static final long FIRST_BACK_OFF_MS = 100;
    private static final long LAST_BACK_OFF_MS = 5_000;
    private static final long SAY_AGAIN_AFTER_MS = 10_000;

    private final String name;
    private final Store<E> store;
    private final int maxInFlight;
    private final MailboxExecutor mailbox;
    private final ProcessingTimeService clock;
    private final Counter retries = new SimpleCounter();

    private final Map<String, E> pending = new LinkedHashMap<>();
    private final Map<String, E> sent = new LinkedHashMap<>();
    private long weightBytes;
    private boolean backingOff;
    private long backOffMs = FIRST_BACK_OFF_MS;

    /** When the outage was last told; null while the store answers. */
    private @Nullable Long awayToldAtMs;

    StoreWriter(
            String name,
            Store<E> store,
            int maxInFlight,
            MailboxExecutor mailbox,
            ProcessingTimeService clock) {
        this.name = name;
        this.store = store;
        this.maxInFlight = maxInFlight;
        this.mailbox = mailbox;
        this.clock = clock;
    }

    int waiting() {
        return pending.size() + sent.size();
    }

    Counter retries() {
        return retries;
    }

    void restore(Collection<E> unconfirmed) {
        unconfirmed.forEach(this::keep);
        send();
    }

    @Override
    public void write(E entry, Context context) throws InterruptedException {
        keep(entry);
        send();
        while (weightBytes > MAX_WEIGHT_BYTES) {
            mailbox.yield();
        }
    }

    /** A checkpoint does not wait; the end of a bounded stream does. */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        while (endOfInput && waiting() > 0) {
            mailbox.yield();
        }
    }

    @Override
    public List<E> snapshotState(long checkpointId) throws IOException {
        List<E> unconfirmed = new ArrayList<>(sent.values());
        unconfirmed.addAll(pending.values());
        return unconfirmed;
    }

    @Override
    public void close() {
        store.close();
    }

    private void keep(E entry) {
        @Nullable E other = pending.get(entry.storeKey());
        if (other != null && !entry.isNewerThan(other)) {
            return;
        }
        if (other != null) {
            weightBytes -= other.weightBytes();
        }
        pending.put(entry.storeKey(), entry);
        weightBytes += entry.weightBytes();
    }

    /** Oldest key first; a key that is under way waits, so that its entries stay in order. */
    private void send() {
        if (backingOff || pending.isEmpty() || sent.size() >= maxInFlight) {
            return;
        }
        List<E> next =
                pending.values().stream()
                        .filter(entry -> !sent.containsKey(entry.storeKey()))
                        .limit(maxInFlight - sent.size())
                        .toList();
        for (E entry : next) {
            pending.remove(entry.storeKey());
            sent.put(entry.storeKey(), entry);
        }
        for (E entry : next) {
            var unused =
                    put(entry)
                            .whenComplete(
                                    (ok, problem) ->
                                            mailbox.execute(
                                                    () -> ended(entry, problem),
                                                    "confirmation of " + name));
        }
    }

    private CompletionStage<?> put(E entry) {
        try {
            return store.put(entry);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void ended(E entry, @Nullable Throwable problem) {
        sent.remove(entry.storeKey());
        weightBytes -= entry.weightBytes();
        if (problem == null) {
            answered();
        } else {
            keep(entry);
            failed(problem);
        }
        send();
    }

    private void answered() {
        backOffMs = FIRST_BACK_OFF_MS;
        if (awayToldAtMs != null) {
            awayToldAtMs = null;
            log.info("{} answers again; {} entries are still to be written", name, waiting());
        }
    }

    private void failed(Throwable problem) {
        retries.inc();
        long nowMs = clock.getCurrentProcessingTime();
        if (awayToldAtMs == null || nowMs - awayToldAtMs >= SAY_AGAIN_AFTER_MS) {
            awayToldAtMs = nowMs;
            log.warn("{} takes nothing, keeping {} entries: {}", name, waiting(), said(problem));
        }
        if (!backingOff) {
            backingOff = true;
            var unused = clock.registerTimer(nowMs + backOffMs, time -> backOffEnded());
            backOffMs = Math.min(2 * backOffMs, LAST_BACK_OFF_MS);
        }
    }

    private void backOffEnded() {
        backingOff = false;
        send();
    }

    private static String said(Throwable problem) {
        @Nullable Throwable cause = problem.getCause();
        return cause == null ? problem.toString().lines().findFirst().orElse("") : said(cause);
    }
}
