package io.recount.worker.inbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.retry.RetryException;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * Sends a consumer to the database's offsets whenever it gets partitions. It waits for a database
 * that is away, within the time that the group allows between two polls.
 */
final class OffsetsOnAssignment implements ConsumerAwareRebalanceListener {
    private static final Logger log = LoggerFactory.getLogger(OffsetsOnAssignment.class);

    private final Inbox<?> inbox;
    private final ConsumerOffsets offsets;
    private final RetryTemplate retries;

    OffsetsOnAssignment(Inbox<?> inbox, ConsumerOffsets offsets, Duration patience) {
        this.inbox = inbox;
        this.offsets = offsets;
        this.retries =
                new RetryTemplate(
                        RetryPolicy.builder()
                                .maxRetries(Long.MAX_VALUE)
                                .delay(Duration.ofMillis(200))
                                .multiplier(2)
                                .maxDelay(Duration.ofSeconds(5))
                                .timeout(patience)
                                .build());
    }

    @Override
    public void onPartitionsAssigned(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        try {
            retries.execute(
                    () -> {
                        seek(consumer, partitions);
                        return true;
                    });
        } catch (RetryException e) {
            // The broker's offsets serve meanwhile: never ahead of the database's, so nothing is
            // left out, and what comes again is dropped by its offset.
            log.error("Offsets of {} cannot be read from the database", inbox.topic(), e);
        }
    }

    private void seek(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> stored = offsets.of(inbox.group(), inbox.topic());
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            Long next = stored.get(partition);
            if (next != null && next > ends.getOrDefault(partition, Long.MAX_VALUE)) {
                log.error(
                        "{} ends at {} but {} was stored as read: the topic was made anew."
                                + " Reading it from its beginning",
                        partition,
                        ends.get(partition),
                        next);
                offsets.forget(inbox.group(), List.of(partition));
                next = null;
            }
            if (next == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, next);
            }
        }
    }
}
