package io.recount.analytics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.util.List;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A result topic as a sink, at least once: a transactional one would hide results until the next
 * checkpoint. Repeats carry the same id and the same revision.
 */
public final class TopicSink {
    private TopicSink() {}

    public static KafkaSink<TopicMessage> to(Topic topic, String bootstrapServers) {
        return KafkaSink.<TopicMessage>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setProperty("acks", "all")
                .setProperty("linger.ms", "5")
                .setRecordSerializer(new Serializing(topic))
                .build();
    }

    private static final class Serializing implements KafkaRecordSerializationSchema<TopicMessage> {
        private static final long serialVersionUID = 1L;
        private final String topic;

        Serializing(Topic topic) {
            this.topic = topic.topicName();
        }

        /** Without a time of its own: the topic's retention counts from when it was written. */
        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                TopicMessage message, KafkaSinkContext context, Long timestampMs) {
            return new ProducerRecord<>(
                    topic,
                    null,
                    null,
                    message.key().getBytes(UTF_8),
                    message.value(),
                    List.of(new RecordHeader(Headers.EVENT_ID, message.eventId().getBytes(UTF_8))));
        }
    }
}
