package io.recount.ops.bench.analytics;

import io.lettuce.core.RedisClient;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * {@code ops/recount bench freshness}: from the moment an event is given to Kafka until the window
 * it counts in is in Redis, and on {@code performance-metrics} for a reader of what is committed;
 * at 10,000 events a second, in either delivery.
 *
 * <p>Probes are impressions of ads that nobody else has: the first result of such an ad is theirs.
 * Redis itself tells when it was written, so nobody asks it over and over.
 */
public final class Freshness {
    public static final String NAME = "freshness";

    private static final int PER_SECOND = 10_000;
    private static final int PROBES_PER_SECOND = 50;
    private static final String PROBE = "-probe";
    private static final int HEAP_MB = 4_096;
    private static final Duration STRAGGLERS = Duration.ofSeconds(10);

    private final Path root;
    private final Duration warmUp =
            Duration.ofSeconds(Integer.getInteger("recount.bench.warm-up", 20));
    private final Duration measured =
            Duration.ofSeconds(Integer.getInteger("recount.bench.seconds", 30));

    public Freshness(Path root) {
        this.root = root;
    }

    /** How long it took, in milliseconds; probes that were never seen are {@code lost}. */
    private record Seen(Histogram redisMs, Histogram kafkaMs, long lost) {}

    /** Writes its page into the folder. */
    public void run(Path folder, PrintStream out) throws IOException, InterruptedException {
        double loadBefore = Ratios.load();
        StringBuilder rows = new StringBuilder();
        for (String delivery : List.of("at-least-once", "exactly-once")) {
            Seen seen = measure(delivery);
            rows.append(row(delivery, "Redis", seen.redisMs(), seen.lost()));
            rows.append(row(delivery, "performance-metrics", seen.kafkaMs(), 0));
            out.print(rows);
        }
        String page = page(rows.toString(), loadBefore);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(NAME + ".md"), page);
        out.println(page);
    }

    private Seen measure(String delivery) throws IOException, InterruptedException {
        try (Stage stage = new Stage()) {
            Map<String, String> environment = stage.environment();
            environment.put("RECOUNT_FLINK_DELIVERY", delivery);
            // Of each delivery the local run's own.
            environment.remove("RECOUNT_FLINK_CHECKPOINT_MS");
            Path data = stage.folder().resolve("flink");
            try (FlinkProcess process =
                            new FlinkProcess(
                                    root,
                                    data,
                                    HEAP_MB,
                                    environment,
                                    "io.recount.analytics.LocalCluster");
                    FilledTopic topic = new FilledTopic(stage.kafka(), 1);
                    Probes probes = new Probes(stage)) {
                load(topic, probes, process);
                return probes.seen();
            }
        }
    }

    private void load(FilledTopic topic, Probes probes, FlinkProcess process)
            throws InterruptedException {
        topic.heartbeat(System.currentTimeMillis());
        while (process.events() == 0) {
            TimeUnit.MILLISECONDS.sleep(200);
            topic.heartbeat(System.currentTimeMillis());
        }
        long beganNs = System.nanoTime();
        long sent = 0;
        long endNs = warmUp.plus(measured).toNanos();
        for (long ns = 0; ns < endNs; ns = System.nanoTime() - beganNs) {
            boolean warm = ns > warmUp.toNanos();
            long due = ns * PER_SECOND / TimeUnit.SECONDS.toNanos(1);
            long nowMs = System.currentTimeMillis();
            for (; sent < due; sent++) {
                if (warm && sent % (PER_SECOND / PROBES_PER_SECOND) == 0) {
                    String ad = FilledTopic.ad((int) (sent % FilledTopic.ADS)) + PROBE + sent;
                    probes.sent(ad);
                    topic.impression(ad, (int) (sent % FilledTopic.ADS), nowMs);
                } else {
                    topic.event(nowMs);
                }
                if (sent % (PER_SECOND / 10) == 0) {
                    topic.heartbeat(nowMs);
                }
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        topic.heartbeat(System.currentTimeMillis());
        TimeUnit.MILLISECONDS.sleep(STRAGGLERS.toMillis());
    }

    /** When probes were sent and seen. */
    private static final class Probes implements AutoCloseable {
        private final Map<String, Long> sentNs = new ConcurrentHashMap<>();
        private final Map<String, Long> inRedisNs = new ConcurrentHashMap<>();
        private final Map<String, Long> inKafkaNs = new ConcurrentHashMap<>();
        private final RedisClient redis;
        private final Thread reading;
        private volatile boolean closed;

        Probes(Stage stage) {
            redis = RedisClient.create(stage.redis());
            try (var connection = redis.connect()) {
                connection.sync().configSet("notify-keyspace-events", "Kh");
            }
            var listening = redis.connectPubSub();
            listening.addListener(
                    new io.lettuce.core.pubsub.RedisPubSubAdapter<String, String>() {
                        @Override
                        public void message(String pattern, String channel, String message) {
                            String key = channel.substring(channel.indexOf(':') + 1);
                            inRedisNs.putIfAbsent(key, System.nanoTime());
                        }
                    });
            listening.sync().psubscribe("__keyspace@0__:*" + PROBE + "*");
            reading = new Thread(() -> read(stage.kafka()), "results");
            reading.start();
        }

        void sent(String ad) {
            sentNs.put(ad, System.nanoTime());
        }

        private void read(String kafka) {
            try (var consumer =
                    new KafkaConsumer<>(
                            Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer())) {
                consumer.assign(
                        IntStream.range(0, Topic.PERFORMANCE_METRICS.partitions())
                                .mapToObj(
                                        partition ->
                                                new TopicPartition(
                                                        Topic.PERFORMANCE_METRICS.topicName(),
                                                        partition))
                                .toList());
                consumer.seekToBeginning(consumer.assignment());
                while (!closed) {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> told(record.value()));
                }
            }
        }

        private void told(byte[] message) {
            if (AvroCodec.decode(message) instanceof WindowResult result
                    && result.getScope() == MetricScope.AD
                    && result.getId().contains(PROBE)) {
                inKafkaNs.putIfAbsent(result.getId(), System.nanoTime());
            }
        }

        Seen seen() {
            Histogram redisMs = new Histogram(3);
            Histogram kafkaMs = new Histogram(3);
            sentNs.forEach(
                    (ad, ns) -> {
                        record(inRedisNs.get(RedisKeys.adMinute(ad)), ns, redisMs);
                        record(inKafkaNs.get(ad), ns, kafkaMs);
                    });
            return new Seen(redisMs, kafkaMs, sentNs.size() - redisMs.getTotalCount());
        }

        private static void record(@Nullable Long seenNs, long sentNs, Histogram tookMs) {
            if (seenNs != null) {
                tookMs.recordValue(TimeUnit.NANOSECONDS.toMillis(seenNs - sentNs));
            }
        }

        @Override
        public void close() {
            closed = true;
            try {
                reading.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            redis.shutdown();
        }
    }

    private static String row(String delivery, String where, Histogram tookMs, long lost) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %,d | %s |%n",
                delivery,
                where,
                tookMs.getTotalCount(),
                tookMs.getValueAtPercentile(50),
                tookMs.getValueAtPercentile(99),
                tookMs.getMaxValue(),
                lost,
                where.equals("Redis") ? "p99 ≤ 2,000 ms" : "");
    }

    private String page(String rows, double loadBefore) {
        return """
        # Benchmark: freshness

        Taken %s by `ops/recount bench freshness`: from giving an event to Kafka until its window is in Redis, or on
        `performance-metrics` for a reader of what is committed; the whole job at %,d events/s for %d s after %d s of
        warm-up. Results are told at whole seconds, so half a second of it is waiting for one. Checkpoints each 5 s, with
        exactly-once delivery each second. Load average %.1f before, %.1f after, on %d cores.

        | delivery | seen in | probes | p50 ms | p99 ms | longest ms | never seen | target |
        |---|---|---|---|---|---|---|---|
        %s"""
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        PER_SECOND,
                        measured.toSeconds(),
                        warmUp.toSeconds(),
                        loadBefore,
                        Ratios.load(),
                        Runtime.getRuntime().availableProcessors(),
                        rows);
    }
}
