package io.recount.worker.inbox;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * {@code recount.inbox.batch} (messages a transaction) and {@code recount.inbox.time} (from a
 * batch's arrival to its commit) by topic, {@code recount.inbox.messages} by topic and outcome.
 * {@link InboxLag} adds the lag.
 */
@Component
class InboxMeters {
    private final MeterRegistry registry;

    InboxMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the topic with zeros before its first message. */
    void announce(String topic) {
        received(topic, 0, 0, 0);
    }

    void received(String topic, int applied, int parked, long nanos) {
        if (applied + parked > 0) {
            DistributionSummary.builder("recount.inbox.batch")
                    .tag("topic", topic)
                    .publishPercentiles(0.5, 0.99)
                    .register(registry)
                    .record(applied + parked);
            Timer.builder("recount.inbox.time")
                    .tag("topic", topic)
                    .publishPercentiles(0.5, 0.99)
                    .register(registry)
                    .record(nanos, TimeUnit.NANOSECONDS);
        }
        count(topic, "applied", applied);
        count(topic, "parked", parked);
    }

    private void count(String topic, String outcome, int messages) {
        registry.counter("recount.inbox.messages", "topic", topic, "outcome", outcome)
                .increment(messages);
    }
}
