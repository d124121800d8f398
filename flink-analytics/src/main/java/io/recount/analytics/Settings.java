package io.recount.analytics;

import io.recount.analytics.stream.Timings;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.TopicSink;
import io.recount.wire.Topic;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where the job reads and writes, from the environment that all services share.
 *
 * @param group of the source, by which its lag is seen on Kafka
 * @param stateBackend {@code hashmap} or {@code rocksdb}
 * @param exactlyOnce results are seen once and with the checkpoint, instead of at once and, after a
 *     failure, twice
 * @param anomalyActs whether holds and credits are asked for, or anomalies are alerts only
 * @param metricsPort of the figures in Prometheus' form; 0 for none; used by {@link LocalCluster}
 *     only
 * @param dataFolder local state; used by {@link LocalCluster} only
 * @param webPort of Flink's pages; used by {@link LocalCluster} only
 * @param parallelism used by {@link LocalCluster} only
 */
record Settings(
        String kafka,
        String redisUrl,
        String postgresUrl,
        String group,
        Duration checkpointEvery,
        String stateBackend,
        boolean exactlyOnce,
        Duration budgetSyncEvery,
        boolean anomalyActs,
        Timings timings,
        int metricsPort,
        Path dataFolder,
        int webPort,
        int parallelism) {
    static final String GROUP = "recount-analytics";

    /** Longer than a checkpoint and a restart, and no longer than a broker allows (15 min). */
    private static final Duration TRANSACTIONS_END_AFTER = Duration.ofMinutes(10);

    static Settings of(Map<String, String> environment) {
        return new Settings(
                environment.getOrDefault("RECOUNT_KAFKA", "127.0.0.1:19092"),
                redis(environment.getOrDefault("RECOUNT_REDIS_URL", "redis://127.0.0.1:16379")),
                environment.getOrDefault(
                        "RECOUNT_POSTGRES_URL",
                        "jdbc:postgresql://127.0.0.1:15432/recount?user=recount&password=recount"),
                GROUP,
                Duration.ofMillis(
                        positive(
                                environment,
                                "RECOUNT_FLINK_CHECKPOINT_MS",
                                exactlyOnce(environment) ? "1000" : "5000")),
                oneOf(environment, "RECOUNT_FLINK_STATE", "hashmap", "rocksdb"),
                exactlyOnce(environment),
                Duration.ofMillis(positive(environment, "RECOUNT_BUDGET_SYNC_MS", "600000")),
                oneOf(environment, "RECOUNT_ANOMALIES", "alert", "hold-and-credit")
                        .equals("hold-and-credit"),
                Timings.DEFAULT,
                Integer.parseInt(environment.getOrDefault("RECOUNT_FLINK_METRICS_PORT", "0")),
                Path.of(environment.getOrDefault("RECOUNT_DATA", ".recount")).toAbsolutePath(),
                positive(environment, "RECOUNT_FLINK_PORT", "8084"),
                positive(environment, "RECOUNT_FLINK_PARALLELISM", "2"));
    }

    /**
     * A result topic as a sink.
     *
     * @param writer the part of the job that writes to it: two that shared their transactions would
     *     end one another's
     */
    Sink<TopicMessage> sinkTo(Topic topic, String writer) {
        return exactlyOnce
                ? TopicSink.exactlyOnce(topic, kafka, group + "-" + writer, TRANSACTIONS_END_AFTER)
                : new TopicSink(topic, kafka);
    }

    private static boolean exactlyOnce(Map<String, String> environment) {
        return oneOf(environment, "RECOUNT_FLINK_DELIVERY", "at-least-once", "exactly-once")
                .equals("exactly-once");
    }

    /** The first is the default. */
    private static String oneOf(
            Map<String, String> environment, String name, String byDefault, String other) {
        String text = environment.getOrDefault(name, byDefault);
        if (!text.equals(byDefault) && !text.equals(other)) {
            throw new IllegalArgumentException(
                    name + " must be " + byDefault + " or " + other + ": " + text);
        }
        return text;
    }

    private static String redis(String url) {
        if (URI.create(url).getScheme() == null) {
            throw new IllegalArgumentException("RECOUNT_REDIS_URL is no URL: " + url);
        }
        return url;
    }

    private static int positive(Map<String, String> environment, String name, String byDefault) {
        String text = environment.getOrDefault(name, byDefault);
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException(name + " must be a positive number: " + text);
        }
        return Integer.parseInt(text);
    }
}
