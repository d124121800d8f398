package io.recount.ops.drill.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.recount.ops.local.Folders;
import io.recount.ops.local.Settings;
import io.recount.ops.parts.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code ops/recount up}, in a folder and on ports of its own, or the one that runs already. */
final class WholeStack implements AutoCloseable {
    private static final List<String> SERVERS =
            List.of(
                    "COMMAND_API",
                    "QUERY_API",
                    "PROJECTIONS",
                    "WORKER",
                    "FLINK",
                    "POSTGRES",
                    "REDIS",
                    "KAFKA",
                    "KAFKA_CONTROLLER");

    /** Nine processes on a machine that may have other things to do. */
    private static final long READY_LIMIT_NS = TimeUnit.MINUTES.toNanos(10);

    private static final long STOP_LIMIT_S = 90;
    private static final String LOG = "up.log";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final @Nullable Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Thread end = new Thread(this::end, "end-stack");

    private WholeStack(Settings settings, @Nullable Process process) {
        this.settings = settings;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** The one that runs already, and goes on when this is closed. */
    static WholeStack running(Settings settings) {
        return new WholeStack(settings, null);
    }

    /**
     * Starts one on free ports.
     *
     * @param root the checkout, with its jars built
     * @param folder emptied first
     */
    static WholeStack start(Path root, Path folder, String traffic) throws IOException {
        Folders.delete(folder);
        Files.createDirectories(folder);
        Map<String, String> ports = new TreeMap<>();
        SERVERS.forEach(
                name -> ports.put("RECOUNT_" + name + "_PORT", Integer.toString(Ports.free())));
        ProcessBuilder builder =
                new ProcessBuilder(
                        root.resolve("ops/recount").toString(),
                        "up",
                        "--no-build",
                        "--traffic",
                        traffic);
        // Else a part that runs elsewhere, for another stack, would be taken.
        builder.environment().keySet().removeIf(name -> name.startsWith("RECOUNT_"));
        builder.environment().putAll(ports);
        builder.environment().put("RECOUNT_DATA", folder.toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(LOG).toFile());
        return new WholeStack(new Settings(root, folder, ports), builder.start());
    }

    /** Returns when a click has travelled the whole way. */
    void awaitReady() throws IOException, InterruptedException {
        long untilNs = System.nanoTime() + READY_LIMIT_NS;
        while (!isReady()) {
            if (!isAlive() || System.nanoTime() > untilNs) {
                throw new IllegalStateException(
                        "The stack does not come up: see " + settings.data());
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private boolean isReady() throws IOException {
        Path state = settings.data().resolve("state.json");
        return Files.exists(state) && JSON.readTree(state.toFile()).path("ready").asBoolean();
    }

    boolean isAlive() {
        return process == null || process.isAlive();
    }

    String kafka() {
        return settings.kafka();
    }

    /** Of each click that a bot of the simulator made, which kind of bot it was. */
    Map<String, String> labels() throws IOException {
        Path file = settings.data().resolve("traffic-labels.txt");
        Map<String, String> labels = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] label = line.split(" ", 2);
                labels.put(label[0], label[1]);
            }
        }
        return labels;
    }

    /** All alerts, as the query API lists them. */
    List<JsonNode> alerts() throws IOException, InterruptedException {
        List<JsonNode> alerts = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ask("/v1/alerts?limit=200" + cursor);
            page.path("items").forEach(alerts::add);
            cursor = "&cursor=" + page.path("nextCursor").asText("");
        } while (!cursor.equals("&cursor="));
        return alerts;
    }

    private JsonNode ask(String path) throws IOException, InterruptedException {
        String url = settings.queryApi() + path;
        var request =
                HttpRequest.newBuilder(URI.create(url))
                        .header("X-Api-Key", Settings.OPERATOR_KEY)
                        .timeout(Duration.ofSeconds(30))
                        .build();
        var answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(url + ": " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** As by Ctrl-C: it ends what it has started, in order. */
    private void end() {
        Process started = process;
        if (started == null) {
            return;
        }
        started.destroy();
        try {
            started.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
