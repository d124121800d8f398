package io.recount.command.tracking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.http.Problem;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Puts tracking events on {@code ad-events}, every replica's acknowledgement awaited. */
@Component
class TrackingProducer implements DisposableBean {
    /** Whoever waits for Kafka gets an answer within this. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private static final int WAITING_MAX = 10_000;

    private final KafkaProducer<String, byte[]> producer;
    private final Timer latency;
    private final Counter lost;

    /** Sends what nobody waits for: a send blocks while Kafka's metadata is missing. */
    private final ThreadPoolExecutor background;

    TrackingProducer(@Value("${recount.kafka}") String bootstrapServers, MeterRegistry meters) {
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ProducerConfig.CLIENT_ID_CONFIG,
                                "recount-tracking",
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                true,
                                ProducerConfig.LINGER_MS_CONFIG,
                                2,
                                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                "lz4",
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                1_500,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                1_500,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                1_800),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.latency =
                Timer.builder("recount.kafka.producer.latency")
                        .description("From sending to the acknowledgement of all replicas")
                        .tag("use", "tracking")
                        .publishPercentileHistogram()
                        .register(meters);
        this.lost =
                Counter.builder("recount.tracking.lost")
                        .description(
                                "Tracking events that nobody waited for and Kafka did not take")
                        .register(meters);
        this.background =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(WAITING_MAX),
                        task -> {
                            Thread thread = new Thread(task, "tracking-sender");
                            thread.setDaemon(true);
                            return thread;
                        },
                        (task, pool) -> lost.increment());
    }

    /**
     * Returns once Kafka has it.
     *
     * @throws Problem 503 when Kafka did not take it within 2 s
     */
    void send(String key, String eventId, Instant at, SpecificRecord event) {
        Timer.Sample sample = Timer.start();
        long start = System.nanoTime();
        try {
            Future<RecordMetadata> sent = producer.send(message(key, eventId, at, event));
            long left = ANSWER_WITHIN.toNanos() - (System.nanoTime() - start);
            sent.get(left, TimeUnit.NANOSECONDS);
            sample.stop(latency);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw unavailable();
        }
    }

    /** Sends when it can; what could not be sent is counted. */
    void sendLater(String key, String eventId, Instant at, SpecificRecord event) {
        ProducerRecord<String, byte[]> message = message(key, eventId, at, event);
        background.execute(() -> sendCounted(message));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback has it.
    private void sendCounted(ProducerRecord<String, byte[]> message) {
        try {
            producer.send(message, (metadata, failure) -> countIfLost(failure));
        } catch (KafkaException e) {
            lost.increment();
        }
    }

    private void countIfLost(@Nullable Exception failure) {
        if (failure != null) {
            lost.increment();
        }
    }

    private static Problem unavailable() {
        return Problem.unavailable(
                "EVENTS_UNAVAILABLE", "Kafka did not take it in time", Duration.ofSeconds(1));
    }

    private static ProducerRecord<String, byte[]> message(
            String key, String eventId, Instant at, SpecificRecord event) {
        var message =
                new ProducerRecord<>(
                        Topic.AD_EVENTS.topicName(),
                        null,
                        at.toEpochMilli(),
                        key,
                        AvroCodec.encode(event));
        message.headers().add(Headers.EVENT_ID, eventId.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    @Override
    public void destroy() {
        background.shutdown();
        producer.close(ANSWER_WITHIN);
    }
}
