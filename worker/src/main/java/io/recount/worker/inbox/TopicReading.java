package io.recount.worker.inbox;

import io.recount.wire.Topic;
import io.recount.wire.UnreadableMessageException;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What is done with one topic's messages: read one by one, applied by batch.
 *
 * @param <T> what a message is read as
 */
public interface TopicReading<T> {
    Topic topic();

    /** The consumer group's own part of its name. */
    default String group() {
        return topic().topicName();
    }

    /**
     * Whether batches of different partitions may be applied at the same time: what one writes does
     * not depend on what another does.
     */
    default boolean isSideBySide() {
        return false;
    }

    /**
     * The message as it is applied.
     *
     * @throws UnreadableMessageException why the message must be parked
     */
    T read(ConsumerRecord<byte[], byte[]> message);

    /** In the transaction that also moves the offsets, in the order given. */
    void apply(List<T> messages);
}
