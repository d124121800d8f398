package io.recount.ops.bench.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recount.ops.parts.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A job in a process of its own, and how far it has come, as Flink's metrics tell. */
final class FlinkProcess implements AutoCloseable {
    /** Name of the source, by which it is found. */
    static final String SOURCE = "ad-events";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(10);

    private final int restPort = Ports.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path log;
    private final Process process;
    private final Thread end;
    private String sourceMetrics = "";

    /** The main class's process; {@code environment} beside what every job is told. */
    FlinkProcess(
            Path root,
            Path folder,
            int heapMb,
            Map<String, String> environment,
            String mainClass,
            String... arguments)
            throws IOException {
        Files.createDirectories(folder);
        log = folder.resolve("flink.log");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx" + heapMb + "m",
                                // For throughput; pauses do not count.
                                "-XX:+UseParallelGC",
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Duser.timezone=UTC",
                                "-cp",
                                classPath(root),
                                mainClass));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> told = new HashMap<>(environment);
        told.put("RECOUNT_DATA", folder.toString());
        told.put("RECOUNT_FLINK_PORT", Integer.toString(restPort));
        builder.environment().putAll(told);
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        end = new Thread(process::destroyForcibly, "end-flink");
        Runtime.getRuntime().addShutdownHook(end);
    }

    private static String classPath(Path root) {
        Path built = root.resolve("flink-analytics/target");
        String version = "-0.1.0-SNAPSHOT.jar";
        return String.join(
                File.pathSeparator,
                built.resolve("lib") + "/*",
                built.resolve("recount-flink-analytics" + version).toString(),
                root.resolve("ops/bench/target/lib/recount-ops-bench" + version).toString());
    }

    /** How many events the source has read; 0 until it runs. */
    long events() throws InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("The job has ended: see " + log);
        }
        if (sourceMetrics.isEmpty()) {
            sourceMetrics = find();
            return 0;
        }
        JsonNode sum = ask(sourceMetrics).path(0);
        return Math.round(sum.path("sum").asDouble(0));
    }

    private String find() throws InterruptedException {
        for (JsonNode job : ask("/jobs").path("jobs")) {
            String path = "/jobs/" + job.path("id").asText();
            for (JsonNode vertex : ask(path).path("vertices")) {
                if (vertex.path("name").asText().startsWith("Source: " + SOURCE)) {
                    return path
                            + "/vertices/"
                            + vertex.path("id").asText()
                            + "/subtasks/metrics?agg=sum&get=Source__"
                            + SOURCE
                            + ".numRecordsOut";
                }
            }
        }
        return "";
    }

    /** Events a second between two counts, the last at the latest after that time. */
    double perSecond(long from, long to, Duration atMost) throws InterruptedException {
        Count first = awaitCount(from, LIMIT_NS);
        Count last = first;
        long untilNs = first.atNs() + atMost.toNanos();
        while (last.events() < to && System.nanoTime() < untilNs) {
            Count next = awaitCount(last.events() + 1, untilNs - System.nanoTime());
            if (next.events() > last.events()) {
                last = next;
            }
        }
        if (last.events() == first.events()) {
            throw new IllegalStateException("The job stands still: see " + log);
        }
        return (last.events() - first.events()) * 1e9 / (last.atNs() - first.atNs());
    }

    /** What the metric said when it had just changed. */
    private record Count(long events, long atNs) {}

    private Count awaitCount(long least, long limitNs) throws InterruptedException {
        long untilNs = System.nanoTime() + limitNs;
        long events = events();
        while (events < least && System.nanoTime() < untilNs) {
            TimeUnit.MILLISECONDS.sleep(20);
            events = events();
        }
        return new Count(events, System.nanoTime());
    }

    /** Of the newest checkpoint that is complete: how long it took, and its size in bytes. */
    long[] checkpoint() throws InterruptedException {
        for (JsonNode job : ask("/jobs").path("jobs")) {
            JsonNode newest =
                    ask("/jobs/" + job.path("id").asText() + "/checkpoints")
                            .path("latest")
                            .path("completed");
            return new long[] {
                newest.path("end_to_end_duration").asLong(-1), newest.path("state_size").asLong(-1)
            };
        }
        return new long[] {-1, -1};
    }

    /** A number of the job manager's JVM, which is the task manager's too. */
    long jvm(String metric) throws InterruptedException {
        return ask("/jobmanager/metrics?get=Status.JVM." + metric).path(0).path("value").asLong(-1);
    }

    private JsonNode ask(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        Runtime.getRuntime().removeShutdownHook(end);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
