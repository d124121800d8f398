package io.recount.ops.bench;

import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * command-api as a process of its own, as the local stack starts it, with a Redis of its own. There
 * is no Kafka: the relay waits for it, and clicks that were charged need none.
 */
final class RunningService implements AutoCloseable {
    static final int HEAP_MB = 512;

    private static final long READY_LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
    private static final int LOG_TAIL = 4_000;
    private static final byte[] NO_BODY = {};

    private final int port = Ports.free();
    private final Redis redis;
    private final Process process;
    private final Thread end = new Thread(this::end, "end-service");

    RunningService(Database database, String name) throws IOException, InterruptedException {
        this(database, name, HEAP_MB);
    }

    RunningService(Database database, String name, int heapMb)
            throws IOException, InterruptedException {
        Path folder = database.folder();
        redis =
                new Redis(
                        folder.resolve("redis-" + name),
                        folder.resolve("redis-" + name + ".log"),
                        Ports.free());
        redis.start();
        Path log = folder.resolve("command-api-" + name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(heapMb));
        builder.environment()
                .putAll(
                        Map.of(
                                "SPRING_PROFILES_ACTIVE", "local",
                                "RECOUNT_POSTGRES_URL", database.url(name),
                                "RECOUNT_REDIS_URL", redis.url(),
                                "RECOUNT_KAFKA", "127.0.0.1:" + Ports.free(),
                                "RECOUNT_COMMAND_API_PORT", Integer.toString(port),
                                "RECOUNT_DATA", folder.resolve(name).toString(),
                                // Clicked as soon as they are served.
                                "RECOUNT_TRAFFIC_MINCLICKMS", "0"));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(end);
        awaitReady(log);
    }

    private static List<String> command(int heapMb) {
        int feature = Runtime.version().feature();
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMb + "m",
                "-XX:+UseSerialGC",
                "-XX:MetaspaceSize=160m",
                "-XX:SweeperThreshold=50",
                "-Dio.netty.allocator.type=pooled",
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.timezone=UTC",
                "-Dspring.threads.virtual.enabled=" + (feature >= 21),
                "-Daxoniq.update-checker.disabled=true",
                "-Daxon.update-check.disabled=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.recount.command.CommandApiApplication",
                "--spring.main.sources="
                        + DoesNothing.class.getName()
                        + ","
                        + ParsesOnly.class.getName());
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - begun > READY_LIMIT_NS) {
                String said = Files.readString(log);
                close();
                throw new IllegalStateException(
                        "command-api does not come up:\n"
                                + said.substring(Math.max(0, said.length() - LOG_TAIL)));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() {
        try (HttpConnection http = new HttpConnection(port)) {
            return http.send(HttpConnection.head("GET", "/actuator/health/liveness"), NO_BODY)
                            .status()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    String redisUrl() {
        return redis.url();
    }

    /** As the service itself tells it, garbage included. */
    double heapUsedMb() throws IOException {
        return metric("jvm_memory_used_bytes", "area=\"heap\"") / (1 << 20);
    }

    /** What is left after a collection. */
    double heapKeptMb() throws IOException {
        try (HttpConnection http = new HttpConnection(port)) {
            byte[] head = HttpConnection.head("POST", ParsesOnly.KEPT);
            return Double.parseDouble(http.send(head, NO_BODY).text()) / (1 << 20);
        }
    }

    /** The sum of a metric's values that have a tag, as the service tells them. */
    double metric(String name, String tag) throws IOException {
        try (HttpConnection http = new HttpConnection(port)) {
            return http.send(HttpConnection.head("GET", "/actuator/prometheus"), NO_BODY)
                    .text()
                    .lines()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .filter(line -> line.contains(tag))
                    .mapToDouble(
                            line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    /** At once: nothing of it is kept. */
    private void end() {
        process.destroyForcibly();
        redis.stopNow();
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
