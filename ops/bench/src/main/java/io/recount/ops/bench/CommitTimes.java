package io.recount.ops.bench;

import io.recount.wire.Topic;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** When each message of a topic is seen committed in the database. */
final class CommitTimes {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private final WorkerProcess worker;
    private final Topic topic;
    private final Histogram latencyUs = Load.histogram();
    private final Map<Integer, Deque<Sent>> waiting = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::watch, "commit-times");
    private volatile boolean stopped;
    private volatile @Nullable SQLException failure;

    private record Sent(long offset, long dueNanos) {}

    CommitTimes(WorkerProcess worker, Topic topic) {
        this.worker = worker;
        this.topic = topic;
        for (int partition = 0; partition < topic.partitions(); partition++) {
            waiting.put(partition, new ArrayDeque<>());
        }
    }

    void start() {
        thread.start();
    }

    void sent(int partition, long offset, long dueNanos) {
        Deque<Sent> ofPartition = waiting.get(partition);
        if (ofPartition != null) {
            synchronized (ofPartition) {
                ofPartition.addLast(new Sent(offset, dueNanos));
            }
        }
    }

    private void watch() {
        try {
            while (!stopped) {
                worker.next(topic).forEach(this::committed);
                LockSupport.parkNanos(LOOK_NS);
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    private void committed(int partition, long next) {
        Deque<Sent> ofPartition = waiting.get(partition);
        if (ofPartition == null) {
            return;
        }
        long now = System.nanoTime();
        synchronized (ofPartition) {
            for (Sent first = ofPartition.peekFirst();
                    first != null && first.offset() < next;
                    first = ofPartition.peekFirst()) {
                Load.record(latencyUs, now - first.dueNanos());
                ofPartition.removeFirst();
            }
        }
    }

    /** Waits until all were committed. */
    Histogram end(long messages) throws InterruptedException {
        long begun = System.nanoTime();
        while (latencyUs.getTotalCount() < messages && failure == null) {
            if (System.nanoTime() - begun > LIMIT_NS) {
                throw new IllegalStateException(
                        "Only %d of %d were committed"
                                .formatted(latencyUs.getTotalCount(), messages));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        stopped = true;
        thread.join();
        SQLException failed = failure;
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return latencyUs;
    }
}
