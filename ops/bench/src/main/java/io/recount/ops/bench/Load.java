package io.recount.ops.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** So many clients, each of which sends its next click as soon as the last one was answered. */
final class Load {
    private static final long LONGEST_US = 60_000_000;

    private Load() {}

    /**
     * What a round showed.
     *
     * @param latencyUs of every call, in microseconds
     */
    record Round(double perSecond, Histogram latencyUs) {}

    static Histogram histogram() {
        return new Histogram(LONGEST_US, 3);
    }

    static Round run(Contender contender, int clients, int advertisers, Duration time)
            throws Exception {
        long start = System.nanoTime();
        long end = start + time.toNanos();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        List<Histogram> latencies = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Histogram latency = histogram();
            latencies.add(latency);
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    client(contender, advertisers, end, latency);
                                } catch (Exception e) {
                                    failure.compareAndSet(null, e);
                                }
                            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        Exception thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
        Histogram all = histogram();
        latencies.forEach(all::add);
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(all.getTotalCount() / seconds, all);
    }

    private static void client(Contender contender, int advertisers, long end, Histogram latency)
            throws Exception {
        for (long begun = System.nanoTime(); begun < end; ) {
            contender.charge(ThreadLocalRandom.current().nextInt(advertisers));
            long done = System.nanoTime();
            latency.recordValue(Math.min((done - begun) / 1_000, LONGEST_US));
            begun = done;
        }
    }
}
