package io.recount.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.Timings;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads {@code performance-metrics} as the worker does: of each window the newest result. */
final class PerformanceMetricsTopic implements AutoCloseable {
    private static final Comparator<WindowResult> AGE =
            Comparator.comparingLong(WindowResult::getRevision)
                    .thenComparing(WindowResult::getComplete);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, WindowResult> newest = new HashMap<>();

    PerformanceMetricsTopic(String bootstrapServers) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "group.id",
                                UUID.randomUUID().toString(),
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topic.PERFORMANCE_METRICS.topicName()));
    }

    Optional<WindowResult> newest(MetricScope scope, String id, Instant windowStart) {
        consumer.poll(Duration.ofMillis(200)).forEach(this::take);
        return Optional.ofNullable(newest.get(scope + id + windowStart));
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        if (AvroCodec.decode(message.value()) instanceof WindowResult result
                && result.getWindowMs() == Timings.WINDOW_MS) {
            takeMinute(result, message);
        }
    }

    private void takeMinute(WindowResult result, ConsumerRecord<byte[], byte[]> message) {
        assertThat(new String(message.key(), UTF_8)).isEqualTo(result.getId());
        newest.merge(
                result.getScope() + result.getId() + result.getWindowStart(),
                result,
                (held, next) -> AGE.compare(next, held) > 0 ? next : held);
        String eventId = new String(message.headers().lastHeader(Headers.EVENT_ID).value(), UTF_8);
        assertThat(eventId)
                .isEqualTo(
                        "%s/%s/PT1M/%d/%d%s",
                        result.getScope(),
                        result.getId(),
                        result.getWindowStart().toEpochMilli(),
                        result.getRevision(),
                        result.getComplete() ? "/complete" : "");
    }

    @Override
    public void close() {
        consumer.close();
    }
}
