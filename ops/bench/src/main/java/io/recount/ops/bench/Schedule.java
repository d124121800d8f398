package io.recount.ops.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Sends calls at even intervals over more connections than a service that keeps up needs. */
final class Schedule {
    private static final int CONNECTIONS = 128;
    private static final long LONGEST_US = 60_000_000;

    private final int port;
    private final Supplier<byte @Nullable []> bodies;
    private final Sending sending;
    private final long intervalNanos;
    private final AtomicLong next = new AtomicLong();
    private final Histogram latencyUs = new ConcurrentHistogram(LONGEST_US, 3);
    private final Recorder lately = new Recorder(LONGEST_US, 3);
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final AtomicLong lastNanos = new AtomicLong();
    private long startNanos;

    /** How a body is sent, and its answer looked at. */
    interface Sending {
        Contender.Call send(HttpConnection connection, byte[] body) throws IOException;
    }

    /**
     * @param bodies null when there are no more
     */
    Schedule(int port, Supplier<byte @Nullable []> bodies, Sending sending, int perSecond) {
        this.port = port;
        this.bodies = bodies;
        this.sending = sending;
        this.intervalNanos = 1_000_000_000L / perSecond;
    }

    List<Thread> start() throws IOException {
        List<HttpConnection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(new HttpConnection(port));
        }
        List<Thread> threads = new ArrayList<>();
        startNanos = System.nanoTime();
        for (HttpConnection connection : connections) {
            Thread thread = new Thread(() -> send(connection));
            threads.add(thread);
            thread.start();
        }
        return threads;
    }

    private void send(HttpConnection first) {
        HttpConnection connection = first;
        for (byte[] body = bodies.get(); body != null; body = bodies.get()) {
            long due = startNanos + next.getAndIncrement() * intervalNanos;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            try {
                switch (sending.send(connection, body)) {
                    case ANSWERED -> answered(System.nanoTime() - due);
                    default -> refused.increment();
                }
            } catch (IOException | IllegalStateException e) {
                failed.increment();
                connection = again(connection);
            }
        }
        lastNanos.accumulateAndGet(System.nanoTime(), Math::max);
        connection.close();
    }

    private void answered(long nanos) {
        Load.record(latencyUs, nanos);
        lately.recordValue(Math.min(nanos / 1_000, LONGEST_US));
    }

    private HttpConnection again(HttpConnection broken) {
        broken.close();
        try {
            return new HttpConnection(port);
        } catch (IOException e) {
            return broken; // The next call fails too, and is counted.
        }
    }

    Histogram latencyUs() {
        return latencyUs;
    }

    long refused() {
        return refused.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** Seconds, once all is sent. */
    double took() {
        return (lastNanos.get() - startNanos) / 1e9;
    }

    /** How many were answered, and how quickly since it was asked last. */
    String soFar() {
        Histogram latest = lately.getIntervalHistogram();
        return String.format(
                Locale.ROOT,
                "%,d answered, lately p50 %.1f ms, p99 %.1f ms, %d refused, %d failed",
                latencyUs.getTotalCount(),
                latest.getValueAtPercentile(50) / 1_000.0,
                latest.getValueAtPercentile(99) / 1_000.0,
                refused.sum(),
                failed.sum());
    }
}
