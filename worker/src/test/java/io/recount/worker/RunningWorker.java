package io.recount.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.ops.parts.RealParts;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole worker on real PostgreSQL and Kafka, and hands to feed it and to look inside. */
public final class RunningWorker implements AutoCloseable {
    public static final String TOPIC = Topic.PERFORMANCE_METRICS.topicName();
    public static final String GROUP = "recount-worker-" + TOPIC;
    public static final Instant WINDOW = Instant.parse("2026-03-04T05:06:00Z");

    private final Map<String, String> settings = new HashMap<>();
    private final KafkaProducer<byte[], byte[]> producer;
    private ConfigurableApplicationContext context;

    private RunningWorker(Map<String, String> more) {
        settings.put("spring.datasource.url", RealParts.postgres().newDatabase());
        settings.put("spring.datasource.hikari.connection-timeout", "1000");
        settings.put("spring.kafka.bootstrap-servers", RealParts.kafka().bootstrapServers());
        settings.put("server.port", "0");
        // Nobody answers there: messages of other tests must not reach a service of this machine.
        settings.put("recount.command-api.url", "http://127.0.0.1:1");
        settings.put("recount.redis-url", "redis://127.0.0.1:1");
        settings.putAll(more);
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", RealParts.kafka().bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        start();
    }

    /** On a database of its own; the topic is shared, so ids must be the test's own. */
    public static RunningWorker onNewDatabase() {
        return onNewDatabase(Map.of());
    }

    public static RunningWorker onNewDatabase(Map<String, String> settings) {
        return new RunningWorker(settings);
    }

    public void start() {
        context =
                new SpringApplicationBuilder(WorkerApplication.class)
                        .profiles("local")
                        .run(
                                settings.entrySet().stream()
                                        .map(s -> "--" + s.getKey() + "=" + s.getValue())
                                        .toArray(String[]::new));
    }

    public void stop() {
        context.close();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    public String url() {
        return "http://127.0.0.1:"
                + ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    public RecordMetadata send(String key, byte[] value) {
        return send(Topic.PERFORMANCE_METRICS, key, value);
    }

    public RecordMetadata send(Topic topic, String key, SpecificRecord message) {
        return send(topic, key, AvroCodec.encode(message));
    }

    public RecordMetadata send(Topic topic, @Nullable String key, byte @Nullable [] value) {
        return send(topic, key, value, Map.of());
    }

    public RecordMetadata send(
            Topic topic,
            @Nullable String key,
            byte @Nullable [] value,
            Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> message =
                new ProducerRecord<>(
                        topic.topicName(), key == null ? null : key.getBytes(UTF_8), value);
        headers.forEach((name, text) -> message.headers().add(name, text.getBytes(UTF_8)));
        try {
            return producer.send(message).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public RecordMetadata send(WindowResult result) {
        return send(result.getId(), AvroCodec.encode(result));
    }

    public static WindowResult.Builder result(String adId, long revision) {
        return WindowResult.newBuilder()
                .setScope(MetricScope.AD)
                .setId(adId)
                .setAdvertiserId("adv")
                .setCampaignId("adv-c")
                .setWindowStart(WINDOW)
                .setWindowMs(60_000)
                .setImpressions(revision)
                .setClicks(1)
                .setInvalidClicks(0)
                .setConversionCount(0)
                .setCostMicros(70_000_000)
                .setRevision(revision)
                .setComplete(false)
                .setComputedAt(WINDOW.plusMillis(revision));
    }

    public List<Long> revisionsOf(String adId) {
        return jdbc().sql("SELECT revision FROM analytics.window_results WHERE id = ?")
                .param(adId)
                .query(Long.class)
                .list();
    }

    /** A call of the worker's own API; answers the status. */
    public int call(String method, String path, String key) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + path))
                        .header("X-Api-Key", key)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public double applied() {
        return bean(MeterRegistry.class)
                .counter("recount.inbox.messages", "topic", TOPIC, "outcome", "applied")
                .count();
    }

    @Override
    public void close() {
        stop();
        producer.close();
    }
}
