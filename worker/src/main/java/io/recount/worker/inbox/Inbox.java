package io.recount.worker.inbox;

import io.recount.wire.UnreadableMessageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One topic's way into the database.
 *
 * <p>A batch is one transaction: lock its partitions' offsets (or all of the topic, where batches
 * depend on each other), leave out what stands before them (delivered again after a crash or a
 * rebalance), apply the rest, park what is broken, move the offsets. So whatever is cut off, and
 * wherever, either all of it happened or none of it.
 *
 * <p>When the batch fails for what is in it rather than for the database's state, it is run again
 * one message at a time under savepoints, and the culprit is parked. Anything else is thrown: the
 * container then delivers the same batch again, for as long as it takes.
 */
final class Inbox<T> {
    private final TopicReading<T> reading;
    private final String group;
    private final ConsumerOffsets offsets;
    private final ParkedMessages parked;
    private final TransactionTemplate transaction;
    private final TransactionTemplate savepoint;
    private final InboxMeters meters;

    Inbox(
            TopicReading<T> reading,
            String group,
            ConsumerOffsets offsets,
            ParkedMessages parked,
            PlatformTransactionManager transactions,
            InboxMeters meters) {
        this.reading = reading;
        this.group = group;
        this.offsets = offsets;
        this.parked = parked;
        this.transaction = new TransactionTemplate(transactions);
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.meters = meters;
    }

    String topic() {
        return reading.topic().topicName();
    }

    String group() {
        return group;
    }

    /** Applies or parks every message of the batch, once. */
    void receive(List<ConsumerRecord<byte[], byte[]>> batch) {
        long start = System.nanoTime();
        Outcome outcome;
        try {
            outcome = inTransaction(batch, this::applyTogether);
        } catch (RuntimeException e) {
            if (!isMessagesFault(e)) {
                throw e;
            }
            outcome = inTransaction(batch, this::applyOneByOne);
        }
        meters.received(topic(), outcome.applied(), outcome.parked(), System.nanoTime() - start);
    }

    /**
     * Applies one parked message again, in the caller's transaction.
     *
     * @throws UnreadableMessageException it is as broken as before
     */
    void retry(ConsumerRecord<byte[], byte[]> message) {
        reading.apply(List.of(reading.read(message)));
    }

    private record Outcome(int applied, int parked) {}

    private record Decoded<T>(ConsumerRecord<byte[], byte[]> message, T content) {}

    private interface Application<T> {
        /** Applies what it can and adds the rest to {@code broken}. */
        void apply(List<Decoded<T>> messages, List<Broken> broken);
    }

    private Outcome inTransaction(
            List<ConsumerRecord<byte[], byte[]>> batch, Application<T> application) {
        return transaction.execute(
                status -> {
                    Map<TopicPartition, Long> next = next(batch);
                    Map<TopicPartition, Long> done =
                            offsets.lock(group, reading.isSideBySide() ? next.keySet() : ofTopic());
                    List<Broken> broken = new ArrayList<>();
                    List<Decoded<T>> decoded = new ArrayList<>(batch.size());
                    for (ConsumerRecord<byte[], byte[]> message : batch) {
                        if (message.offset() >= done.getOrDefault(partitionOf(message), 0L)) {
                            decodeInto(decoded, broken, message);
                        }
                    }
                    application.apply(decoded, broken);
                    parked.park(broken);
                    offsets.advance(group, next);
                    return new Outcome(decoded.size(), broken.size());
                });
    }

    /** Where reading goes on after this batch. */
    private static Map<TopicPartition, Long> next(List<ConsumerRecord<byte[], byte[]>> batch) {
        Map<TopicPartition, Long> next = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> message : batch) {
            next.merge(partitionOf(message), message.offset() + 1, Math::max);
        }
        return next;
    }

    private Set<TopicPartition> ofTopic() {
        return IntStream.range(0, reading.topic().partitions())
                .mapToObj(partition -> new TopicPartition(topic(), partition))
                .collect(Collectors.toSet());
    }

    private static TopicPartition partitionOf(ConsumerRecord<byte[], byte[]> message) {
        return new TopicPartition(message.topic(), message.partition());
    }

    private void decodeInto(
            List<Decoded<T>> decoded, List<Broken> broken, ConsumerRecord<byte[], byte[]> message) {
        try {
            decoded.add(new Decoded<>(message, reading.read(message)));
        } catch (UnreadableMessageException e) {
            broken.add(new Broken(message, String.valueOf(e.getMessage())));
        }
    }

    private void applyTogether(List<Decoded<T>> messages, List<Broken> broken) {
        reading.apply(messages.stream().map(Decoded::content).toList());
    }

    private void applyOneByOne(List<Decoded<T>> messages, List<Broken> broken) {
        messages.removeIf(
                message -> {
                    try {
                        savepoint.executeWithoutResult(
                                status -> reading.apply(List.of(message.content())));
                        return false;
                    } catch (RuntimeException e) {
                        if (!isMessagesFault(e)) {
                            throw e;
                        }
                        broken.add(new Broken(message.message(), String.valueOf(e)));
                        return true;
                    }
                });
    }

    /** A value that the tables refuse, or a bug that this content met; not an outage. */
    private static boolean isMessagesFault(RuntimeException e) {
        return e instanceof DataIntegrityViolationException
                || !(e instanceof DataAccessException || e instanceof TransactionException);
    }
}
