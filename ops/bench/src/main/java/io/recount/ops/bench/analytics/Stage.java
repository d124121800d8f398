package io.recount.ops.bench.analytics;

import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import io.recount.ops.parts.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;

/** Kafka and Redis for a benchmark, which are gone with it. */
final class Stage implements AutoCloseable {
    private final Path folder = Files.createTempDirectory("recount-bench");
    private final Thread end = new Thread(this::end, "end-bench");
    private final Redis redis;
    private final Kafka kafka;

    Stage() throws IOException {
        redis = new Redis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
        kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        folder.resolve("kafka.log"),
                        Ports.free(),
                        Ports.free());
        Runtime.getRuntime().addShutdownHook(end);
        redis.start();
        kafka.start();
        Topics.ensure(kafka.bootstrapServers());
    }

    Path folder() {
        return folder;
    }

    String kafka() {
        return kafka.bootstrapServers();
    }

    String redis() {
        return redis.url();
    }

    /** What a job is told of it. Budget sync finds no database: there are no campaigns. */
    Map<String, String> environment() {
        return new HashMap<>(
                Map.of(
                        "RECOUNT_KAFKA",
                        kafka(),
                        "RECOUNT_REDIS_URL",
                        redis(),
                        "RECOUNT_POSTGRES_URL",
                        "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/none",
                        "RECOUNT_FLINK_CHECKPOINT_MS",
                        "10000"));
    }

    /** Jobs say how far they have read; the next one begins at the beginning again. */
    void forgetPositions() throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka()))) {
            List<String> groups =
                    admin.listGroups().all().get().stream().map(GroupListing::groupId).toList();
            admin.deleteConsumerGroups(groups).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot forget how far jobs have read", e);
        }
    }

    private void end() {
        kafka.stopNow();
        redis.stopNow();
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It lies among temporary files: somebody clears them.
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(end);
        end();
    }
}
