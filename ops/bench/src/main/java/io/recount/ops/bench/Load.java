package io.recount.ops.bench;

import io.recount.ops.bench.Contender.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** So many clients, each of which sends its next click as soon as the last one was answered. */
final class Load {
    private static final long LONGEST_US = 60_000_000;

    private final int advertisers;
    private final long endNanos;
    private final LongAdder refused = new LongAdder();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private Load(int advertisers, long endNanos) {
        this.advertisers = advertisers;
        this.endNanos = endNanos;
    }

    /**
     * What a round showed.
     *
     * @param perSecond calls that were answered
     * @param latencyUs of those, in microseconds
     * @param refused calls that came to nothing because it was too busy
     */
    record Round(double perSecond, Histogram latencyUs, long refused) {}

    static Histogram histogram() {
        return new Histogram(LONGEST_US, 3);
    }

    static void record(Histogram latencyUs, long nanos) {
        latencyUs.recordValue(Math.min(Math.max(nanos, 0) / 1_000, LONGEST_US));
    }

    static Round run(Contender contender, int clients, int advertisers, Duration time)
            throws Exception {
        List<Client> opened = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                opened.add(contender.client());
            }
            long start = System.nanoTime();
            return new Load(advertisers, start + time.toNanos()).run(opened, start);
        } finally {
            opened.forEach(Client::close);
        }
    }

    private Round run(List<Client> clients, long start) throws Exception {
        List<Histogram> latencies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Client client : clients) {
            Histogram latency = histogram();
            latencies.add(latency);
            threads.add(new Thread(() -> call(client, latency)));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Exception thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
        Histogram all = histogram();
        latencies.forEach(all::add);
        return new Round(all.getTotalCount() / seconds, all, refused.sum());
    }

    private void call(Client client, Histogram latency) {
        try {
            for (long begun = System.nanoTime(); begun < endNanos; ) {
                Contender.Call call =
                        client.charge(ThreadLocalRandom.current().nextInt(advertisers));
                long done = System.nanoTime();
                switch (call) {
                    case ANSWERED -> record(latency, done - begun);
                    case REFUSED -> refused.increment();
                    case NOT_MADE -> {
                        return;
                    }
                }
                begun = done;
            }
        } catch (Exception e) {
            failure.compareAndSet(null, e);
        }
    }
}
