package io.recount.analytics.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * A result topic as a sink, at least once: a transactional one would hide results until the next
 * checkpoint. Repeats carry the same id and the same revision.
 *
 * <p>It hides that Kafka's own sink can commit: there is nothing to commit, and Flink would add an
 * operator for it and complain of its metrics at each checkpoint.
 */
public final class TopicSink implements Sink<TopicMessage> {
    private static final long serialVersionUID = 1L;
    private final KafkaSink<TopicMessage> sink;

    public TopicSink(Topic topic, String bootstrapServers) {
        sink = kafka(topic, bootstrapServers, DeliveryGuarantee.AT_LEAST_ONCE).build();
    }

    /**
     * The same in transactions: who reads what is committed sees a result once, and not before the
     * checkpoint that it belongs to.
     *
     * @param writer whose transactions they are, one of its kind in the job
     * @param endAfter a transaction that is not ended by then is given up, and its results are lost
     */
    public static Sink<TopicMessage> exactlyOnce(
            Topic topic, String bootstrapServers, String writer, Duration endAfter) {
        return kafka(topic, bootstrapServers, DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(writer)
                .setProperty("transaction.timeout.ms", Long.toString(endAfter.toMillis()))
                .build();
    }

    private static KafkaSinkBuilder<TopicMessage> kafka(
            Topic topic, String bootstrapServers, DeliveryGuarantee guarantee) {
        return KafkaSink.<TopicMessage>builder()
                .setBootstrapServers(bootstrapServers)
                .setDeliveryGuarantee(guarantee)
                .setProperty("acks", "all")
                .setProperty("linger.ms", "5")
                .setRecordSerializer(new Serializing(topic));
    }

    @Override
    public SinkWriter<TopicMessage> createWriter(WriterInitContext context) throws IOException {
        return sink.createWriter(context);
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
