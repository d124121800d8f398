package io.recount.analytics;

import io.recount.analytics.stream.Timings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where the job reads and writes, from the environment that all services share.
 *
 * @param group of the source, by which its lag is seen on Kafka
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
        Timings timings,
        Path dataFolder,
        int webPort,
        int parallelism) {
    static final String GROUP = "recount-analytics";

    static Settings of(Map<String, String> environment) {
        return new Settings(
                environment.getOrDefault("RECOUNT_KAFKA", "127.0.0.1:19092"),
                redis(environment.getOrDefault("RECOUNT_REDIS_URL", "redis://127.0.0.1:16379")),
                environment.getOrDefault(
                        "RECOUNT_POSTGRES_URL",
                        "jdbc:postgresql://127.0.0.1:15432/recount?user=recount&password=recount"),
                GROUP,
                Duration.ofMillis(positive(environment, "RECOUNT_FLINK_CHECKPOINT_MS", "5000")),
                Timings.DEFAULT,
                Path.of(environment.getOrDefault("RECOUNT_DATA", ".recount")).toAbsolutePath(),
                positive(environment, "RECOUNT_FLINK_PORT", "8084"),
                positive(environment, "RECOUNT_FLINK_PARALLELISM", "2"));
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
