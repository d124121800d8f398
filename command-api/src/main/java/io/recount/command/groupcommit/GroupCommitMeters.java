package io.recount.command.groupcommit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/** What the lane tells Prometheus. */
final class GroupCommitMeters {
    private static final String PREFIX = "recount.group.commit.";

    private final MeterRegistry registry;
    private final DistributionSummary batchSize;
    private final Timer queueTime;
    private final Timer commitTime;
    private final Counter failedAttempts;

    GroupCommitMeters(MeterRegistry registry) {
        this.registry = registry;
        batchSize =
                DistributionSummary.builder(PREFIX + "batch.size")
                        .description("Commands of one committed transaction")
                        .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
                        .register(registry);
        queueTime = timer("queue.time", "From a command's arrival in the queue to its batch");
        commitTime = timer("commit.time", "The COMMIT itself, the disk's share");
        failedAttempts =
                Counter.builder(PREFIX + "failed.attempts")
                        .description("Transactions that were rolled back")
                        .register(registry);
    }

    private Timer timer(String name, String description) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .publishPercentileHistogram()
                .register(registry);
    }

    void watch(Queue<?> queue) {
        Gauge.builder(PREFIX + "queue.depth", queue, Queue::size)
                .description("Commands that wait")
                .register(registry);
    }

    void taken(Waiting waiting) {
        queueTime.record(waiting.waitedNanos(), TimeUnit.NANOSECONDS);
    }

    void attempted(Attempt attempt) {
        if (attempt.failure() == null) {
            batchSize.record(attempt.handled());
            commitTime.record(attempt.commitNanos(), TimeUnit.NANOSECONDS);
        } else {
            failedAttempts.increment();
        }
    }

    void lookedUp(boolean stood) {
        registry.counter(PREFIX + "looked.up", "stood", Boolean.toString(stood)).increment();
    }

    /** {@code why} is one of a handful of words. */
    void refused(String why) {
        registry.counter(PREFIX + "refused", "why", why).increment();
    }
}
