package io.recount.ops.drill.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recount.ops.local.Jdk;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * One job manager with the job in it and two task managers, each a process, from what {@code
 * flink-analytics} builds. Either task manager has slots for the whole job, so it goes on when one
 * is lost; whoever kills one starts another, for Flink does not.
 */
public final class FlinkCluster implements AutoCloseable {
    private static final String JOB = "io.recount.analytics.AnalyticsJob";
    private static final String JOB_MANAGER =
            "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
    private static final String TASK_MANAGER =
            "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final int PARALLELISM = 2;

    /** Every task has seen the watermark that this one has. */
    private static final String LAST_TO_KNOW_THE_TIME = "windows-1m";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final long START_LIMIT_NS = TimeUnit.SECONDS.toNanos(120);

    private final Path root;
    private final Path folder;
    private final Map<String, String> environment;
    private final int restPort = Ports.free();
    private final Map<String, Process> taskManagers = new LinkedHashMap<>();
    private final List<Process> all = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private String job = "";
    private String lastVertex = "";

    /**
     * Not started yet.
     *
     * @param root the checkout, with its jars built
     * @param environment of the job: where Kafka, Redis and PostgreSQL are
     */
    public FlinkCluster(Path root, Path folder, Map<String, String> environment) {
        this.root = root;
        this.folder = folder;
        this.environment = Map.copyOf(environment);
    }

    /** Returns when all tasks run. */
    public void start() throws IOException, InterruptedException {
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/config.yaml"), configuration());
        process("job-manager", "256m", JOB_MANAGER, List.of("--job-classname", JOB));
        startTaskManager();
        startTaskManager();
        long beganNs = System.nanoTime();
        while (!allTasksRun()) {
            if (System.nanoTime() - beganNs > START_LIMIT_NS) {
                throw new IllegalStateException("The job does not run; logs: " + folder);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** Does not wait for it. */
    public void startTaskManager() throws IOException {
        String name = "task-manager-" + all.size();
        List<String> arguments =
                List.of(
                        "-Dtaskmanager.resource-id=" + name,
                        "-Dtaskmanager.cpu.cores=1",
                        "-Dtaskmanager.memory.framework.heap.size=64m",
                        "-Dtaskmanager.memory.framework.off-heap.size=64m",
                        "-Dtaskmanager.memory.jvm-metaspace.size=192m",
                        "-Dtaskmanager.memory.jvm-overhead.min=128m",
                        "-Dtaskmanager.memory.jvm-overhead.max=128m",
                        "-Dtaskmanager.memory.task.heap.size=320m",
                        "-Dtaskmanager.memory.task.off-heap.size=64m",
                        "-Dtaskmanager.memory.managed.size=128m",
                        "-Dtaskmanager.memory.network.min=64m",
                        "-Dtaskmanager.memory.network.max=64m");
        taskManagers.put(name, process(name, "448m", TASK_MANAGER, arguments));
    }

    /** SIGKILL to one that has work. */
    public void killTaskManager() throws InterruptedException {
        for (JsonNode taskManager : ask("/taskmanagers").path("taskmanagers")) {
            Process process = taskManagers.get(taskManager.path("id").asText());
            boolean works =
                    taskManager.path("freeSlots").asInt() < taskManager.path("slotsNumber").asInt();
            if (process != null && works) {
                taskManagers.remove(taskManager.path("id").asText());
                process.destroyForcibly().waitFor();
                return;
            }
        }
        throw new IllegalStateException("No task manager has work; logs: " + folder);
    }

    /** How often the job was restarted. */
    public long restarts() throws InterruptedException {
        return ask("/jobs/" + job + "/metrics?get=numRestarts").path(0).path("value").asLong();
    }

    /** Event time up to which all tasks have come; empty where there is none or nobody answers. */
    public OptionalLong watermarkMs() throws InterruptedException {
        String metric = "/subtasks/metrics?get=currentInputWatermark&agg=min";
        JsonNode least = ask("/jobs/" + job + "/vertices/" + lastVertex + metric).path(0);
        double watermarkMs = least.path("min").asDouble(-1);
        return watermarkMs > 0 ? OptionalLong.of(Math.round(watermarkMs)) : OptionalLong.empty();
    }

    @Override
    public void close() {
        all.forEach(Process::destroyForcibly);
    }

    private boolean allTasksRun() throws InterruptedException {
        for (JsonNode running : ask("/jobs/overview").path("jobs")) {
            job = running.path("jid").asText();
            JsonNode vertices = ask("/jobs/" + job).path("vertices");
            boolean allRun = !vertices.isEmpty();
            for (JsonNode vertex : vertices) {
                allRun &= vertex.path("status").asText().equals("RUNNING");
                if (vertex.path("name").asText().contains(LAST_TO_KNOW_THE_TIME)) {
                    lastVertex = vertex.path("id").asText();
                }
            }
            return allRun;
        }
        return false;
    }

    /** A cluster that starts or recovers may not answer: then the answer is empty. */
    private JsonNode ask(String path) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + path))
                        .timeout(ANSWER_LIMIT)
                        .build();
        try {
            return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }

    private Process process(String name, String heap, String main, List<String> arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Jdk.forFlink().home().resolve("bin/java").toString(),
                                "-Xmx" + heap,
                                "-XX:+ExitOnOutOfMemoryError",
                                "-Duser.timezone=UTC",
                                // As in the configuration that Flink is delivered with.
                                "--add-opens=java.base/java.util=ALL-UNNAMED",
                                "-cp",
                                classPath(),
                                main,
                                "--configDir",
                                folder.resolve("conf").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(name + ".log").toFile());
        Process process = builder.start();
        all.add(process);
        return process;
    }

    private String classPath() {
        Path built = root.resolve("flink-analytics/target");
        return built.resolve("lib")
                + "/*"
                + File.pathSeparator
                + built.resolve("recount-flink-analytics-0.1.0-SNAPSHOT.jar");
    }

    /**
     * Memory of task managers is told by each. A dead one must be noticed before the job starts
     * again, which is after a second: else tasks are given to it once more.
     */
    private String configuration() {
        return """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.rpc.port: %d
        jobmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: %d
        taskmanager.load-balance.mode: SLOTS
        parallelism.default: %d
        heartbeat.interval: 500
        heartbeat.rpc-failure-threshold: 1
        heartbeat.timeout: 5000
        metrics.fetcher.update-interval: 200 ms
        execution.checkpointing.dir: %s
        io.tmp.dirs: %s
        security.delegation.tokens.enabled: false
        """
                .formatted(
                        Ports.free(),
                        restPort,
                        PARALLELISM,
                        PARALLELISM,
                        folder.resolve("checkpoints").toUri(),
                        folder.resolve("tmp"));
    }
}
