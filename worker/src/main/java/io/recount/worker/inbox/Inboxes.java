package io.recount.worker.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
@EnableConfigurationProperties(InboxSettings.class)
class Inboxes implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Inboxes.class);

    /** Below the 5 min that the group allows between two polls. */
    private static final Duration ASSIGNMENT_PATIENCE = Duration.ofMinutes(4);

    private static final long BROKER_TOLD_EVERY_MS = 500;

    /**
     * A small batch is followed by a moment in which the next one grows. A fetch and a transaction
     * cost about the same for one message as for so many: without it, 5,000 messages a second went
     * by in batches of a few and took both cores.
     */
    private static final int SMALL_BATCH = 200;

    private static final long GATHER_NS = TimeUnit.MILLISECONDS.toNanos(5);
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
            InboxSettings settings) {
        List<TopicReading<?>> all = new ArrayList<>(Handlers.byTopic(handlers));
        all.addAll(readings);
        for (TopicReading<?> reading : all) {
            Inbox<?> inbox = inbox(reading, offsets, parked, transactions, meters);
            inboxes.add(inbox);
            containers.add(container(inbox, consumers, offsets, settings));
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
            InboxSettings settings) {
        ContainerProperties properties = new ContainerProperties(inbox.topic());
        properties.setGroupId(inbox.group());
        if (!settings.instance().isBlank()) {
            properties.setKafkaConsumerProperties(
                    asProperties(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instance()));
        }
        // After the database, now and then, and not waited for: only for Kafka's own tools, nothing
        // is decided by it.
        properties.setAckMode(ContainerProperties.AckMode.TIME);
        properties.setAckTime(BROKER_TOLD_EVERY_MS);
        properties.setPollTimeout(BROKER_TOLD_EVERY_MS);
        properties.setSyncCommits(false);
        properties.setCommitCallback(Inboxes::told);
        properties.setConsumerRebalanceListener(
                new OffsetsOnAssignment(inbox, offsets, ASSIGNMENT_PATIENCE));
        BatchMessageListener<byte[], byte[]> listener =
                batch -> {
                    inbox.receive(batch);
                    if (batch.size() < SMALL_BATCH) {
                        LockSupport.parkNanos(GATHER_NS);
                    }
                };
        properties.setMessageListener(listener);
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setBeanName("inbox-" + inbox.topic());
        container.setConcurrency(settings.consumersPerTopic());
        container.setCommonErrorHandler(forAsLongAsItTakes());
        return container;
    }

    private static void told(
            Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        if (failure != null) {
            LOG.debug("The broker was not told of {}: the next time it will be", offsets, failure);
        }
    }

    private static Properties asProperties(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return properties;
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
