package io.recount.worker.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.recount.wire.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * {@code recount.inbox.lag}: messages on the broker that are not in the database yet, by topic.
 * Broker's end against stored offset, because a consumer's own figure stands still while its
 * batches are being retried.
 */
@Component
class InboxLag implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(InboxLag.class);
    private static final long LOOK_EVERY_MS = 2_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final Admin admin;
    private final Inboxes inboxes;
    private final ConsumerOffsets offsets;
    private final MeterRegistry registry;
    private final Map<String, AtomicLong> lags = new ConcurrentHashMap<>();
    private volatile boolean brokerHeard;

    InboxLag(KafkaAdmin kafka, Inboxes inboxes, ConsumerOffsets offsets, MeterRegistry registry) {
        this.admin = Admin.create(kafka.getConfigurationProperties());
        this.inboxes = inboxes;
        this.offsets = offsets;
        this.registry = registry;
    }

    /** Whether the broker has ever answered this service. */
    boolean isBrokerHeard() {
        return brokerHeard;
    }

    @Scheduled(fixedDelay = LOOK_EVERY_MS)
    void look() throws InterruptedException {
        for (Inbox<?> inbox : inboxes.all()) {
            try {
                lagOf(inbox.topic()).set(measure(inbox));
                brokerHeard = true;
            } catch (ExecutionException
                    | TimeoutException
                    | DataAccessException
                    | TransactionException e) {
                // The last figure stays; health and the consumer's own log tell of the outage.
                log.debug("Lag of {} unknown now", inbox.topic(), e);
            }
        }
    }

    private AtomicLong lagOf(String topic) {
        return lags.computeIfAbsent(
                topic,
                name -> {
                    AtomicLong lag = new AtomicLong();
                    registry.gauge("recount.inbox.lag", List.of(Tag.of("topic", name)), lag);
                    return lag;
                });
    }

    private long measure(Inbox<?> inbox)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, Long> next = offsets.of(inbox.group(), inbox.topic());
        Map<TopicPartition, Long> ends = broker(inbox, OffsetSpec.latest());
        Map<TopicPartition, Long> begins = broker(inbox, OffsetSpec.earliest());
        return ends.entrySet().stream()
                .mapToLong(
                        end -> {
                            long begin = begins.getOrDefault(end.getKey(), 0L);
                            long reached = next.getOrDefault(end.getKey(), begin);
                            return Math.max(0, end.getValue() - Math.max(begin, reached));
                        })
                .sum();
    }

    private Map<TopicPartition, Long> broker(Inbox<?> inbox, OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        return admin
                .listOffsets(
                        partitionsOf(inbox.topic()).stream()
                                .collect(Collectors.toMap(Function.identity(), p -> spec)))
                .all()
                .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    private static List<TopicPartition> partitionsOf(String topicName) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.topicName().equals(topicName))
                .flatMap(
                        topic ->
                                IntStream.range(0, topic.partitions())
                                        .mapToObj(n -> new TopicPartition(topicName, n)))
                .toList();
    }

    @Override
    public void destroy() {
        admin.close(Duration.ZERO);
    }
}
