package io.recount.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.recount.event.Heartbeat;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to {@code ad-events} as command-api and its relay do. */
final class AdEventsTopic implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;

    AdEventsTopic(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers", bootstrapServers,
                                "acks", "all",
                                "compression.type", "lz4"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    void send(String key, String eventId, SpecificRecord event) {
        var message = message(key, AvroCodec.encode(event));
        message.headers().add(Headers.EVENT_ID, eventId.getBytes(UTF_8));
        var unused = producer.send(message);
    }

    Future<RecordMetadata> sendBroken(String key, byte[] value) {
        return producer.send(message(key, value));
    }

    /** To every partition, behind all that was sent before. */
    void heartbeat(Instant completeTo) {
        producer.flush();
        byte[] value =
                AvroCodec.encode(
                        Heartbeat.newBuilder().setCompleteTo(completeTo).setPosition(1).build());
        for (int partition = 0; partition < Topic.AD_EVENTS.partitions(); partition++) {
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    Topic.AD_EVENTS.topicName(), partition, null, value));
        }
        producer.flush();
    }

    private static ProducerRecord<byte[], byte[]> message(String key, byte[] value) {
        return new ProducerRecord<>(Topic.AD_EVENTS.topicName(), key.getBytes(UTF_8), value);
    }

    @Override
    public void close() {
        producer.close();
    }
}
