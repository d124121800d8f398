package io.recount.command.relay;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Sends a batch and waits for every acknowledgement. After any failure the producer is thrown away:
 * what it still had in its buffer must not arrive behind the batch's second sending.
 */
@Component
class RelayProducer implements DisposableBean {
    /** Over this a batch counts as failed and is sent again. */
    private static final int DELIVERY_TIMEOUT_MS = 10_000;

    private final String bootstrapServers;
    private final Timer latency;
    private @Nullable KafkaProducer<String, byte[]> producer;

    RelayProducer(@Value("${recount.kafka}") String bootstrapServers, MeterRegistry meters) {
        this.bootstrapServers = bootstrapServers;
        this.latency =
                Timer.builder("recount.kafka.producer.latency")
                        .description("From sending a batch to its last acknowledgement")
                        .tag("use", "relay")
                        .publishPercentileHistogram()
                        .register(meters);
    }

    /**
     * @throws RelayFailed when any of it was not acknowledged; all of it is to be sent again
     */
    synchronized void sendAll(List<ProducerRecord<String, byte[]>> batch) {
        Timer.Sample sample = Timer.start();
        try {
            KafkaProducer<String, byte[]> current = producer();
            List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(batch.size());
            for (ProducerRecord<String, byte[]> message : batch) {
                Future<RecordMetadata> acknowledgement = current.send(message);
                if (acknowledgement.isDone()) {
                    // Without a broker each send would block for its 5 s, and fail.
                    acknowledgement.get();
                }
                acknowledgements.add(acknowledgement);
            }
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                acknowledgement.get();
            }
            sample.stop(latency);
        } catch (InterruptedException e) {
            discard();
            Thread.currentThread().interrupt();
            throw new RelayFailed("Interrupted while waiting for Kafka", e);
        } catch (ExecutionException | RuntimeException e) {
            discard();
            throw new RelayFailed("Kafka did not take the batch: " + e.getMessage(), e);
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        KafkaProducer<String, byte[]> current = producer;
        if (current == null) {
            current =
                    new KafkaProducer<>(
                            Map.of(
                                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                    bootstrapServers,
                                    ProducerConfig.CLIENT_ID_CONFIG,
                                    "recount-relay",
                                    ProducerConfig.ACKS_CONFIG,
                                    "all",
                                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                    true,
                                    ProducerConfig.LINGER_MS_CONFIG,
                                    2,
                                    ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                    "lz4",
                                    ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                    5_000,
                                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                    5_000,
                                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                    DELIVERY_TIMEOUT_MS),
                            new StringSerializer(),
                            new ByteArraySerializer());
            producer = current;
        }
        return current;
    }

    private void discard() {
        KafkaProducer<String, byte[]> failed = producer;
        producer = null;
        if (failed != null) {
            failed.close(Duration.ZERO);
        }
    }

    @Override
    public synchronized void destroy() {
        discard();
    }

    /** The batch is to be sent again. */
    static final class RelayFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RelayFailed(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
