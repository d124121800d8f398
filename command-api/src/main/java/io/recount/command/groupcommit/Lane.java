package io.recount.command.groupcommit;

import io.recount.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.axonframework.spring.config.SpringAxonConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * The one thread that writes, and the bounded queue before it. It takes all that came while it was
 * at work, so the batches grow with the load and nobody waits on an idle lane.
 */
final class Lane implements SmartLifecycle {
    /** Stops after the web server took its last request, before Axon takes the handlers away. */
    private static final int PHASE = SpringAxonConfiguration.LIFECYCLE_PHASE + 512;

    private static final long LOOK_UP_MS = 100;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final GroupCommit groupCommit;
    private final GroupCommitProperties limits;
    private final GroupCommitMeters meters;
    private final BlockingQueue<Waiting> queue;
    private volatile boolean accepting = true;
    private volatile boolean finished;
    private @Nullable Thread thread;

    Lane(GroupCommit groupCommit, GroupCommitProperties limits, GroupCommitMeters meters) {
        this.groupCommit = groupCommit;
        this.limits = limits;
        this.meters = meters;
        this.queue = new LinkedBlockingQueue<>(limits.queueMax());
        meters.watch(queue);
    }

    /** Queues a command; it is answered in any case, at once where it is refused. */
    void offer(Waiting waiting) {
        if (!accepting) {
            refuse(waiting, "stopping", stopping());
        } else if (!queue.offer(waiting)) {
            refuse(waiting, "queue full", overloaded());
        } else if (finished && queue.remove(waiting)) {
            // The lane ended between the two questions and did not see it.
            refuse(waiting, "stopping", stopping());
        }
    }

    boolean isAccepting() {
        return accepting;
    }

    private void work() {
        List<Waiting> batch = new ArrayList<>(limits.batchMax());
        while (true) {
            try {
                Waiting first = queue.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    take(first, batch);
                } else if (!accepting) {
                    break;
                }
            } catch (InterruptedException e) {
                break; // The stop's patience is over.
            }
        }
        finished = true;
        queue.drainTo(batch);
        batch.forEach(waiting -> refuse(waiting, "stopping", stopping()));
    }

    private void take(Waiting first, List<Waiting> batch) {
        queue.drainTo(batch, limits.batchMax() - 1);
        batch.add(0, first);
        batch.forEach(meters::taken);
        groupCommit.run(batch);
        batch.clear();
    }

    private void refuse(Waiting waiting, String why, Problem problem) {
        meters.refused(why);
        waiting.fail(problem);
    }

    private static Problem overloaded() {
        return Problem.tooMany(
                "OVERLOADED", "Too many commands are waiting; nothing was done", RETRY_AFTER);
    }

    static Problem stopping() {
        return Problem.unavailable(
                "STOPPING", "This instance is stopping; nothing was done", RETRY_AFTER);
    }

    @Override
    public synchronized void start() {
        groupCommit.warmUp();
        accepting = true;
        finished = false;
        Thread lane = new Thread(this::work, "group-commit");
        lane.start();
        thread = lane;
    }

    /** Takes no more, and waits until what was taken is done. */
    @Override
    public synchronized void stop() {
        accepting = false;
        Thread lane = thread;
        if (lane == null) {
            return;
        }
        try {
            lane.join(limits.drainFor().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lane.interrupt();
        thread = null;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
