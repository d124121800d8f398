package io.recount.worker.budget;

/** The reader of counters without the rest of the worker. */
public final class CounterReaders {
    private CounterReaders() {}

    public static CounterReader of(String redisUrl) {
        return new CounterReader(new Counters(redisUrl));
    }
}
