package io.recount.analytics.stream;

import io.recount.wire.Topic;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** The Kafka source over {@code ad-events}. Positions are the checkpoint's, else the group's. */
public final class AdEventSource {
    private AdEventSource() {}

    @SuppressWarnings("deprecation") // Kafka's enum is; the connector knows no other way yet.
    public static PartitionedSource of(String bootstrapServers, String group) {
        KafkaSource<Arrival> kafka =
                KafkaSource.<Arrival>builder()
                        .setBootstrapServers(bootstrapServers)
                        .setGroupId(group)
                        .setTopics(Topic.AD_EVENTS.topicName())
                        .setStartingOffsets(
                                OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
                        .setDeserializer(new Decoding())
                        // The partitions are declared; asking for new ones fails the job while
                        // Kafka is
                        // away.
                        .setProperty("partition.discovery.interval.ms", "-1")
                        .build();
        return new PartitionedSource(kafka);
    }

    private static final class Decoding implements KafkaRecordDeserializationSchema<Arrival> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("NullAway.Init") // Set by open().
        private transient AdEventDecoder decoder;

        @Override
        public void open(DeserializationSchema.InitializationContext context) {
            decoder = new AdEventDecoder();
        }

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<Arrival> out) {
            out.collect(decoder.decode(message));
        }

        @Override
        public TypeInformation<Arrival> getProducedType() {
            return TypeInformation.of(Arrival.class);
        }
    }
}
