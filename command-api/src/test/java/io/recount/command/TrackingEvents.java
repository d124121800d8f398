package io.recount.command;

import static org.awaitility.Awaitility.await;

import io.recount.ops.parts.RealParts;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the service put on {@code ad-events}. */
final class TrackingEvents {
    private TrackingEvents() {}

    /** The first event of the kind that is the one looked for, awaited. */
    static <T> T find(Class<T> type, Predicate<T> looked) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", RealParts.kafka().bootstrapServers());
        try (var consumer =
                new KafkaConsumer<>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    IntStream.range(0, Topic.AD_EVENTS.partitions())
                            .mapToObj(p -> new TopicPartition(Topic.AD_EVENTS.topicName(), p))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return await().atMost(Duration.ofSeconds(60))
                    .until(() -> polled(consumer, type, looked), found -> found != null);
        }
    }

    private static <T> T polled(
            KafkaConsumer<String, byte[]> consumer, Class<T> type, Predicate<T> looked) {
        for (var message : consumer.poll(Duration.ofMillis(200))) {
            Object event = AvroCodec.decode(message.value());
            if (type.isInstance(event) && looked.test(type.cast(event))) {
                return type.cast(event);
            }
        }
        return null;
    }
}
