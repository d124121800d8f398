package io.recount.analytics.stream;

import io.recount.wire.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for Kafka at the start; later outages are outlived by source, sinks and restarts. */
public final class KafkaTopics {
    private static final Logger log = LoggerFactory.getLogger(KafkaTopics.class);
    private static final int ATTEMPT_MS = 4_000;
    private static final int PAUSE_MS = 1_000;

    private KafkaTopics() {}

    /** Returns once the topics that the job reads and writes are there; says so while it waits. */
    public static void await(String bootstrapServers, Topic... topics) throws InterruptedException {
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "request.timeout.ms", ATTEMPT_MS,
                        "default.api.timeout.ms", ATTEMPT_MS);
        List<String> names = List.of(topics).stream().map(Topic::topicName).toList();
        try (Admin admin = Admin.create(settings)) {
            while (!there(admin, names, bootstrapServers)) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private static boolean there(Admin admin, List<String> names, String bootstrapServers)
            throws InterruptedException {
        try {
            admin.describeTopics(names).allTopicNames().get(2 * ATTEMPT_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            log.warn(
                    "Waiting for {} on Kafka at {}: {}", names, bootstrapServers, cause.toString());
            return false;
        }
    }
}
