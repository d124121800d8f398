package io.recount.worker.inbox;

import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import io.recount.wire.UnreadableMessageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** All handlers of one topic: each message goes to the one of its type. */
final class Handlers implements TopicReading<SpecificRecord> {
    private final Topic topic;

    /** By type's name, so that all workers touch the tables in the same order. */
    private final TreeMap<String, MessageHandler<?>> byType = new TreeMap<>();

    private Handlers(Topic topic, Collection<MessageHandler<?>> handlers) {
        this.topic = topic;
        for (MessageHandler<?> handler : handlers) {
            if (byType.put(handler.type().getName(), handler) != null) {
                throw new IllegalArgumentException(
                        "Two handlers of " + handler.type().getName() + " on " + topic);
            }
        }
    }

    /** Of each topic that has handlers, the most urgent first. */
    static List<Handlers> byTopic(Collection<MessageHandler<?>> handlers) {
        return handlers.stream()
                .collect(Collectors.groupingBy(MessageHandler::topic))
                .entrySet()
                .stream()
                .map(ofTopic -> new Handlers(ofTopic.getKey(), ofTopic.getValue()))
                .sorted(Comparator.comparing(Handlers::topic))
                .toList();
    }

    @Override
    public Topic topic() {
        return topic;
    }

    @Override
    public boolean isSideBySide() {
        return byType.values().stream().allMatch(MessageHandler::isSideBySide);
    }

    @Override
    public SpecificRecord read(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] value = message.value();
        if (value == null) {
            throw new UnreadableMessageException("No value");
        }
        SpecificRecord content = AvroCodec.decode(value);
        Optional<String> refusal = refusal(content);
        if (refusal.isPresent()) {
            throw new UnreadableMessageException(refusal.get());
        }
        return content;
    }

    /** Why this message must be parked; empty when it is fine. */
    private Optional<String> refusal(SpecificRecord message) {
        MessageHandler<?> handler = byType.get(message.getClass().getName());
        if (handler == null) {
            return Optional.of(
                    "Expected "
                            + byType.values().stream()
                                    .map(expected -> expected.type().getSimpleName())
                                    .collect(Collectors.joining(", "))
                            + ", found "
                            + message.getSchema().getName());
        }
        return refusal(handler, message);
    }

    private static <T extends SpecificRecord> Optional<String> refusal(
            MessageHandler<T> handler, SpecificRecord message) {
        return handler.refusal(handler.type().cast(message));
    }

    /** Each type's messages in the order given; none of them was refused. */
    @Override
    public void apply(List<SpecificRecord> messages) {
        byType.values().forEach(handler -> applyThoseOf(handler, messages));
    }

    private static <T extends SpecificRecord> void applyThoseOf(
            MessageHandler<T> handler, List<SpecificRecord> messages) {
        List<T> own = new ArrayList<>();
        for (SpecificRecord message : messages) {
            if (handler.type().isInstance(message)) {
                own.add(handler.type().cast(message));
            }
        }
        if (!own.isEmpty()) {
            handler.apply(own);
        }
    }
}
