package io.recount.ops.drill.stream;

import io.recount.ops.local.Folders;
import io.recount.ops.local.Jdk;
import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import io.recount.ops.parts.Topics;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * kill -9 of a task manager under load, in a stream with repeats, disorder, late events and a relay
 * that lags, while budgets run out; then every window, every order and every pause that was asked
 * for is compared with a recount of what was sent.
 *
 * <p>It needs no command-api: what goes into the stream is known exactly.
 */
public final class KillTaskManager {
    public static final String NAME = "kill-task-manager";
    public static final String SAYS =
            "kill -9 of a Flink task manager under load; every window, order and pause against a recount";

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(90);

    private final Path root;
    private final Path folder;
    private final Plan plan;
    private final Consumer<String> progress;
    private final Recount recount = new Recount();

    /**
     * How it is done.
     *
     * @param history of events that are there when the job starts, while the relay was behind
     * @param relayHangs how long the relay stands still after the last kill
     */
    public record Plan(
            String state,
            String delivery,
            int kills,
            int perSecond,
            Duration history,
            Duration betweenKills,
            Duration relayHangs) {
        /** The settings that the local stack does not run with. */
        public static final Plan SHORT =
                new Plan(
                        "rocksdb",
                        "exactly-once",
                        1,
                        200,
                        Duration.ofMinutes(20),
                        Duration.ofSeconds(3),
                        Duration.ZERO);

        private static Plan whole(String state, String delivery) {
            return new Plan(
                    state,
                    delivery,
                    3,
                    1_000,
                    Duration.ofHours(1),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(30));
        }

        static List<Plan> all(boolean shortForm) {
            return shortForm
                    ? List.of(SHORT)
                    : List.of(whole("hashmap", "at-least-once"), whole("rocksdb", "exactly-once"));
        }
    }

    /**
     * What came of it.
     *
     * @param recoveryMs from each kill until the watermark was less than five seconds behind
     * @param wrong windows and orders, in words
     */
    public record Result(
            Plan plan,
            long sent,
            long late,
            int windows,
            int orders,
            int pauses,
            List<Long> recoveryMs,
            List<String> wrong) {

        /** A row of {@link #HEAD}. */
        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s, %s | %,d | %,d | %,d | %,d | %,d | %,d | %s |%n",
                    plan.state(),
                    plan.delivery(),
                    sent,
                    late,
                    windows,
                    orders,
                    pauses,
                    wrong.size(),
                    recoveryMs.stream()
                            .map(ms -> String.format(Locale.ROOT, "%.1f s", ms / 1e3))
                            .collect(Collectors.joining(", ")));
        }
    }

    static final String HEAD =
            """
            | state, delivery | events | of them late | windows | orders | budgets at their threshold | wrong | watermark under 5 s behind after |
            |---|---|---|---|---|---|---|---|
            """;

    /** Not begun yet; the folder is emptied first. */
    public KillTaskManager(Path root, Path folder, Plan plan, Consumer<String> progress) {
        this.root = root;
        this.folder = folder;
        this.plan = plan;
        this.progress = progress;
    }

    /** All plans of the long form, or the one of the short form. */
    public static List<Result> runAll(
            Path root, Path folder, boolean shortForm, long seed, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Plan plan : Plan.all(shortForm)) {
            progress.accept(plan.state() + ", " + plan.delivery());
            results.add(new KillTaskManager(root, folder, plan, progress).run(seed));
        }
        return results;
    }

    /** What was done and came of it, for people. */
    public static String page(List<Result> results) {
        return HEAD + results.stream().map(Result::row).collect(Collectors.joining());
    }

    /** Does it, on Kafka and Redis of its own. */
    public Result run(long seed) throws IOException, InterruptedException {
        Folders.delete(folder);
        Files.createDirectories(folder.resolve("logs"));
        Redis redis =
                new Redis(folder.resolve("redis"), folder.resolve("logs/redis.log"), Ports.free());
        Kafka kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        folder.resolve("logs/kafka.log"),
                        Ports.free(),
                        Ports.free(),
                        Jdk.newest().home(),
                        List.of());
        try {
            redis.start();
            kafka.start();
            Topics.ensure(kafka.bootstrapServers());
            return run(seed, kafka.bootstrapServers(), redis.url());
        } finally {
            kafka.stopNow();
            redis.stopNow();
        }
    }

    private Result run(long seed, String kafka, String redis)
            throws IOException, InterruptedException {
        try (FlinkCluster cluster =
                        new FlinkCluster(root, folder.resolve("flink"), environment(kafka, redis));
                StreamLoad load = new StreamLoad(kafka, recount, seed);
                KafkaConsumer<byte[], byte[]> results = consumer(kafka)) {
            var live = new LiveStream(load, cluster, plan.perSecond(), progress);
            live.history(plan.history());
            cluster.start();
            progress.accept("job and task managers run");
            List<Long> recoveryMs = new ArrayList<>();
            live.awaitCurrent();
            for (int kill = 1; kill <= plan.kills(); kill++) {
                live.run(plan.betweenKills(), Duration.ZERO);
                recoveryMs.add(live.killAndRecover());
            }
            live.run(plan.relayHangs(), plan.relayHangs());
            live.run(plan.betweenKills(), Duration.ZERO);
            live.end();
            awaitAllTold(results);
            return new Result(
                    plan,
                    recount.eventsSent(),
                    recount.eventsLate(),
                    recount.windows(),
                    recount.orders(),
                    recount.pauses(),
                    recoveryMs,
                    recount.wrong());
        }
    }

    private Map<String, String> environment(String kafka, String redis) {
        return Map.of(
                "RECOUNT_KAFKA",
                kafka,
                "RECOUNT_REDIS_URL",
                redis,
                // Budget sync finds nobody there, and nothing of another stack either.
                "RECOUNT_POSTGRES_URL",
                "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/none",
                "RECOUNT_FLINK_STATE",
                plan.state(),
                "RECOUNT_FLINK_DELIVERY",
                plan.delivery(),
                "RECOUNT_FLINK_CHECKPOINT_MS",
                "2000");
    }

    private void awaitAllTold(KafkaConsumer<byte[], byte[]> results) {
        long untilNs = System.nanoTime() + TOLD_WITHIN.toNanos();
        boolean quiet = false;
        while (System.nanoTime() < untilNs && !(quiet && recount.wrong().isEmpty())) {
            var messages = results.poll(Duration.ofSeconds(1));
            quiet = messages.isEmpty();
            messages.forEach(message -> recount.told(AvroCodec.decode(message.value())));
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String kafka) {
        var consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", kafka, "isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                Stream.of(Topic.PERFORMANCE_METRICS, Topic.BUDGET_MANAGEMENT)
                        .flatMap(KillTaskManager::partitions)
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static Stream<TopicPartition> partitions(Topic topic) {
        return IntStream.range(0, topic.partitions())
                .mapToObj(p -> new TopicPartition(topic.topicName(), p));
    }
}
