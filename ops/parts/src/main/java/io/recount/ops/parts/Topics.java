package io.recount.ops.parts;

import io.recount.wire.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/**
 * Brings a broker's topics in line with their declaration, {@link Topic}, and compares them with
 * it.
 */
public final class Topics {
    private static final long LIMIT_S = 30;

    private Topics() {}

    /**
     * Creates the topics that are missing, then compares all with the declaration.
     *
     * @throws PartException naming each difference; nothing that is there is changed
     */
    public static void ensure(String bootstrapServers) {
        try (Admin admin = admin(bootstrapServers)) {
            Set<String> there = admin.listTopics().names().get(LIMIT_S, TimeUnit.SECONDS);
            for (Topic topic : Topic.values()) {
                if (!there.contains(topic.topicName())) {
                    create(admin, topic);
                }
            }
            List<String> differences = differences(admin);
            if (!differences.isEmpty()) {
                throw new PartException(
                        "The broker at "
                                + bootstrapServers
                                + " has other topics than declared: "
                                + String.join("; ", differences));
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new PartException("Cannot check the topics at " + bootstrapServers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartException("interrupted while checking the topics", e);
        }
    }

    private static void create(Admin admin, Topic topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        NewTopic wanted = new NewTopic(topic.topicName(), topic.partitions(), (short) -1);
        try {
            admin.createTopics(List.of(wanted.configs(topic.config())))
                    .all()
                    .get(LIMIT_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static List<String> differences(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> names = Arrays.stream(Topic.values()).map(Topic::topicName).toList();
        Map<String, TopicDescription> found = describe(admin, names);
        Map<ConfigResource, Config> configs =
                admin.describeConfigs(names.stream().map(Topics::resource).toList())
                        .all()
                        .get(LIMIT_S, TimeUnit.SECONDS);
        List<String> differences = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            TopicDescription description = found.get(topic.topicName());
            if (description == null) {
                differences.add(topic.topicName() + " is missing");
                continue;
            }
            compare(
                    differences,
                    topic,
                    "partitions",
                    topic.partitions() + "",
                    description.partitions().size() + "");
            Config config = configs.get(resource(topic.topicName()));
            topic.config()
                    .forEach(
                            (key, value) ->
                                    compare(differences, topic, key, value, valueOf(config, key)));
        }
        return differences;
    }

    /** A topic just created may not be known yet to the broker's own cache: asked again. */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> names)
            throws ExecutionException, InterruptedException, TimeoutException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (true) {
            try {
                return admin.describeTopics(names).allTopicNames().get(LIMIT_S, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (System.nanoTime() > limit) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private static @Nullable String valueOf(@Nullable Config config, String key) {
        return config == null || config.get(key) == null ? null : config.get(key).value();
    }

    private static void compare(
            List<String> differences,
            Topic topic,
            String what,
            String declared,
            @Nullable String is) {
        if (!declared.equals(is)) {
            differences.add(
                    "%s has %s %s, declared is %s"
                            .formatted(topic.topicName(), what, is, declared));
        }
    }

    private static ConfigResource resource(String topicName) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topicName);
    }

    static Admin admin(String bootstrapServers) {
        Map<String, Object> settings =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 20_000);
        return Admin.create(settings);
    }

    /** The names of the declared topics, for messages. */
    public static String names() {
        return Arrays.stream(Topic.values())
                .map(Topic::topicName)
                .collect(Collectors.joining(", "));
    }
}
