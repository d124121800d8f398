package io.recount.worker.inbox;

import io.recount.wire.Topic;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is done with the messages of one type on one topic. Each topic gets a consumer of its own
 * for all its handlers, so one topic never delays another.
 *
 * @param <T> the record type; a topic has one handler for each that is expected there
 */
public interface MessageHandler<T extends SpecificRecord> {
    Topic topic();

    Class<T> type();

    /**
     * Whether batches of different partitions may be applied at the same time: what one writes does
     * not depend on what another does.
     */
    default boolean isSideBySide() {
        return false;
    }

    /** Why this message must be parked although it decodes; empty when it is fine. */
    Optional<String> refusal(T message);

    /**
     * Applies a batch inside the caller's transaction: database effects only. The same message may
     * come again (another producer attempt stands at another offset), so effects are idempotent.
     */
    void apply(List<T> messages);
}
