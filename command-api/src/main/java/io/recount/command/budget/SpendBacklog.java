package io.recount.command.budget;

import io.recount.redis.CounterRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Counters that Redis does not show yet, the newest of each key. It is full at a number of keys: a
 * further one finds no place, and those that have one go on to be replaced by newer values.
 */
final class SpendBacklog {
    static final int KEYS_MAX = 20_000;

    private Map<String, CounterRecord> waiting = new HashMap<>();
    private long sinceNanos;
    private long dropped;

    /**
     * @param sinceNanos when the oldest of them was committed
     */
    record Batch(List<CounterRecord> records, long sinceNanos) {}

    synchronized void add(Collection<CounterRecord> records, long committedNanos) {
        if (waiting.isEmpty() || committedNanos - sinceNanos < 0) {
            sinceNanos = committedNanos;
        }
        for (CounterRecord record : records) {
            if (waiting.size() < KEYS_MAX || waiting.containsKey(record.key())) {
                waiting.merge(record.key(), record, CounterRecord::newer);
            } else {
                dropped++;
            }
        }
        notifyAll();
    }

    /** All that waits, once something does; nothing when it should go on no longer. */
    synchronized Batch take(BooleanSupplier goOn) {
        while (waiting.isEmpty() && goOn.getAsBoolean()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Batch(List.of(), 0);
            }
        }
        Batch batch = new Batch(List.copyOf(waiting.values()), sinceNanos);
        waiting = new HashMap<>();
        return batch;
    }

    synchronized void wake() {
        notifyAll();
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized long dropped() {
        return dropped;
    }
}
