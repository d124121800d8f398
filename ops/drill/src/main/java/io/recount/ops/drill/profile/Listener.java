package io.recount.ops.drill.profile;

import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the stream's topics from their beginning. */
final class Listener implements AutoCloseable {
    private static final List<Topic> TOPICS =
            List.of(Topic.AD_EVENTS, Topic.PERFORMANCE_METRICS, Topic.BUDGET_MANAGEMENT);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Heard heard;

    Listener(String kafka, Heard heard) {
        this.heard = heard;
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions = TOPICS.stream().flatMap(Listener::partitions).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private static Stream<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.topicName(), partition));
    }

    /** For so long, whatever comes. */
    void listen(Duration time) {
        long untilNs = System.nanoTime() + time.toNanos();
        for (long leftNs = time.toNanos(); leftNs > 0; leftNs = untilNs - System.nanoTime()) {
            consumer.poll(Duration.ofNanos(leftNs))
                    .forEach(message -> heard.hear(AvroCodec.decode(message.value())));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
