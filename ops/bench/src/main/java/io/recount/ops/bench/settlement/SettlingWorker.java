package io.recount.ops.bench.settlement;

import io.recount.ops.parts.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The worker as a process of its own, as the local stack starts it, beside a Kafka without
 * messages. There is no Redis and no command-api: settling needs none. Jobs run when they are asked
 * for.
 */
final class SettlingWorker implements AutoCloseable {
    static final int HEAP_MB = 512;

    private static final long READY_LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final int LOG_TAIL = 4_000;
    private static final int OK = 200;
    private static final int ACCEPTED = 202;

    private final int port = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path log;
    private final Process process;
    private final Thread end = new Thread(this::end, "end-worker");

    SettlingWorker(Path root, Path folder, String databaseUrl, String kafka)
            throws IOException, InterruptedException {
        log = folder.resolve("worker-" + port + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(root));
        builder.environment()
                .putAll(
                        Map.of(
                                "SPRING_PROFILES_ACTIVE",
                                "local",
                                "RECOUNT_POSTGRES_URL",
                                databaseUrl,
                                "RECOUNT_REDIS_URL",
                                "redis://127.0.0.1:" + Ports.free(),
                                "RECOUNT_KAFKA",
                                "127.0.0.1:" + Ports.free(),
                                "RECOUNT_COMMAND_API_URL",
                                "http://127.0.0.1:" + Ports.free(),
                                "RECOUNT_WORKER_PORT",
                                Integer.toString(port),
                                "RECOUNT_DATA",
                                folder.resolve("worker").toString()));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(end);
        awaitReady();
    }

    private static List<String> command(Path root) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MB + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.timezone=UTC",
                "-jar",
                root.resolve("worker/target/recount-worker-0.1.0-SNAPSHOT-exec.jar").toString(),
                "--recount.jobs.cron.settlement=-",
                "--recount.jobs.cron.daily=-",
                "--recount.jobs.cron.reconciliation=-",
                "--recount.jobs.cron.retention=-",
                "--recount.jobs.look-every=100ms");
    }

    private void awaitReady() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - begun > READY_LIMIT_NS) {
                close();
                throw new IllegalStateException("The worker does not come up:\n" + said());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return send("GET", "/actuator/health/liveness").statusCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    void askToSettle() throws IOException, InterruptedException {
        HttpResponse<String> answer = send("POST", "/v1/jobs/settlement/runs");
        if (answer.statusCode() != ACCEPTED) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As the service itself tells it, garbage included. */
    double heapUsedMb() throws IOException, InterruptedException {
        return send("GET", "/actuator/prometheus")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("jvm_memory_used_bytes{"))
                        .filter(line -> line.contains("area=\"heap\""))
                        .mapToDouble(
                                line ->
                                        Double.parseDouble(
                                                line.substring(line.lastIndexOf(' ') + 1)))
                        .sum()
                / (1 << 20);
    }

    /** The end of its log. */
    String said() throws IOException {
        String all = Files.readString(log);
        return all.substring(Math.max(0, all.length() - LOG_TAIL));
    }

    private HttpResponse<String> send(String method, String path)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("X-Api-Key", "local-operator")
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void end() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
