package io.recount.command.tracking;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.event.ClickIgnored;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Impression;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Sends what is not a money decision straight to {@code ad-events}. */
@Component
public class TrackingEvents implements DisposableBean {
    /** How long a caller may wait for Kafka before it is told 503. */
    public static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(3);
    private static final long BUFFER_BYTES = 32L * 1024 * 1024;

    private final KafkaProducer<String, byte[]> producer;
    private final Timer latency;
    private final Counter lost;

    TrackingEvents(@Value("${recount.kafka}") String bootstrapServers, MeterRegistry meters) {
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
                                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                                "lz4",
                                ProducerConfig.LINGER_MS_CONFIG,
                                2,
                                ProducerConfig.BUFFER_MEMORY_CONFIG,
                                BUFFER_BYTES,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                ANSWER_WITHIN.toMillis(),
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                1_500,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                1_900),
                        new StringSerializer(),
                        new ByteArraySerializer());
        this.latency =
                Timer.builder("recount.kafka.producer.latency")
                        .description("From sending a tracking event to its acknowledgement")
                        .tag("use", "tracking")
                        .publishPercentileHistogram()
                        .register(meters);
        this.lost =
                Counter.builder("recount.tracking.failed")
                        .description("Tracking events that Kafka did not take in time")
                        .register(meters);
    }

    /** Done once Kafka has it. Its click id is its event id's root, so a reload counts once. */
    public CompletableFuture<Void> impression(ServedAd ad, Instant at) {
        Impression event =
                Impression.newBuilder()
                        .setClickId(ad.clickId())
                        .setAdvertiserId(ad.advertiserId())
                        .setCampaignId(ad.campaignId())
                        .setAdId(ad.adId())
                        .setSlot(ad.slot())
                        .setServedAt(ad.servedAt())
                        .setAt(at)
                        .setVisitor(ad.visitor())
                        .setNetwork(ad.network())
                        .build();
        return send(ad.adId(), ad.clickId() + "/i", at, event);
    }

    /** A click that claims nothing. Nobody waits for it; a failure is counted. */
    public CompletableFuture<Void> ignored(ServedAd ad, ClickOutcome outcome, Instant at) {
        String eventId = UUID.randomUUID().toString();
        ClickIgnored event =
                ClickIgnored.newBuilder()
                        .setEventId(eventId)
                        .setClickId(ad.clickId())
                        .setAdvertiserId(ad.advertiserId())
                        .setCampaignId(ad.campaignId())
                        .setAdId(ad.adId())
                        .setOutcome(outcome)
                        .setPriceMicros(ad.priceMicros())
                        .setServedAt(ad.servedAt())
                        .setAt(at)
                        .setVisitor(ad.visitor())
                        .setNetwork(ad.network())
                        .build();
        return send(ad.advertiserId(), eventId, at, event);
    }

    /** Done once Kafka has it. */
    public CompletableFuture<Void> conversion(Conversion event) {
        return send(event.getClickId(), event.getConversionId(), event.getOccurredAt(), event);
    }

    private CompletableFuture<Void> send(
            String key, String eventId, Instant at, SpecificRecord event) {
        var message =
                new ProducerRecord<>(
                        Topic.AD_EVENTS.topicName(),
                        null,
                        at.toEpochMilli(),
                        key,
                        AvroCodec.encode(event));
        message.headers().add(Headers.EVENT_ID, eventId.getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Void> acknowledged = new CompletableFuture<>();
        Timer.Sample sample = Timer.start();
        try {
            var unused =
                    producer.send(
                            message,
                            (metadata, failure) -> {
                                sample.stop(latency);
                                if (failure == null) {
                                    acknowledged.complete(null);
                                } else {
                                    fail(acknowledged, failure);
                                }
                            });
        } catch (RuntimeException e) {
            fail(acknowledged, e);
        }
        return acknowledged;
    }

    private void fail(CompletableFuture<Void> acknowledged, Exception failure) {
        lost.increment();
        acknowledged.completeExceptionally(failure);
    }

    @Override
    public void destroy() {
        producer.close(CLOSE_WITHIN);
    }
}
