package io.recount.worker.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Starts and stops the consumers of every topic that has a {@link MessageHandler} or a {@link
 * TopicReading}.
 */
@Component
class Inboxes implements SmartLifecycle {
    /** Below the 5 min that the group allows between two polls. */
    private static final Duration ASSIGNMENT_PATIENCE = Duration.ofMinutes(4);

    private static final long FIRST_RETRY_MS = 200;
    private static final long RETRY_MS_MAX = 5_000;

    private final List<Inbox<?>> inboxes = new ArrayList<>();
    private final List<ConcurrentMessageListenerContainer<byte[], byte[]>> containers =
            new ArrayList<>();
    private volatile boolean started;

    Inboxes(
            List<MessageHandler<?>> handlers,
            List<TopicReading<?>> readings,
            ConsumerFactory<byte[], byte[]> consumers,
            ConsumerOffsets offsets,
            ParkedMessages parked,
            PlatformTransactionManager transactions,
            InboxMeters meters,
            @Value("${recount.inbox.consumers-per-topic}") int consumersPerTopic) {
        List<TopicReading<?>> all = new ArrayList<>(Handlers.byTopic(handlers));
        all.addAll(readings);
        for (TopicReading<?> reading : all) {
            Inbox<?> inbox = inbox(reading, offsets, parked, transactions, meters);
            inboxes.add(inbox);
            containers.add(container(inbox, consumers, offsets, consumersPerTopic));
            meters.announce(inbox.topic());
        }
    }

    private static <T> Inbox<T> inbox(
            TopicReading<T> reading,
            ConsumerOffsets offsets,
            ParkedMessages parked,
            PlatformTransactionManager transactions,
            InboxMeters meters) {
        String group = "recount-worker-" + reading.group();
        return new Inbox<>(reading, group, offsets, parked, transactions, meters);
    }

    private static ConcurrentMessageListenerContainer<byte[], byte[]> container(
            Inbox<?> inbox,
            ConsumerFactory<byte[], byte[]> consumers,
            ConsumerOffsets offsets,
            int consumersPerTopic) {
        ContainerProperties properties = new ContainerProperties(inbox.topic());
        properties.setGroupId(inbox.group());
        // After the database: only for Kafka's own tools, nothing is decided by it.
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setConsumerRebalanceListener(
                new OffsetsOnAssignment(inbox, offsets, ASSIGNMENT_PATIENCE));
        BatchMessageListener<byte[], byte[]> listener = inbox::receive;
        properties.setMessageListener(listener);
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setBeanName("inbox-" + inbox.topic());
        container.setConcurrency(consumersPerTopic);
        container.setCommonErrorHandler(forAsLongAsItTakes());
        return container;
    }

    private static DefaultErrorHandler forAsLongAsItTakes() {
        ExponentialBackOff backOff = new ExponentialBackOff(FIRST_RETRY_MS, 2);
        backOff.setMaxInterval(RETRY_MS_MAX);
        DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
        // By default some exceptions count as hopeless and their batch is skipped. Here what is
        // hopeless was parked before, so nothing may be.
        handler.setClassifications(Map.of(), true);
        return handler;
    }

    List<Inbox<?>> all() {
        return List.copyOf(inboxes);
    }

    /** Names of the consumers that should run and do not. */
    List<String> stopped() {
        return containers.stream()
                .filter(container -> !container.isRunning() || !container.isChildRunning())
                .map(container -> String.valueOf(container.getBeanName()))
                .toList();
    }

    @Override
    public void start() {
        containers.forEach(ConcurrentMessageListenerContainer::start);
        started = true;
    }

    @Override
    public void stop() {
        started = false;
        containers.forEach(ConcurrentMessageListenerContainer::stop);
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
