package io.recount.ops.bench;

import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.ProcessIdentity;
import io.recount.ops.parts.Topics;
import io.recount.wire.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The worker as a process of its own, with a Kafka of its own. There is no command-api and no
 * Redis: what is measured needs none.
 */
final class WorkerProcess implements AutoCloseable {
    static final int HEAP_MB = 256;

    private static final long READY_LIMIT_NS = TimeUnit.SECONDS.toNanos(90);

    private final int port = Ports.free();
    private final Kafka kafka;
    private final Process process;
    private final Connection connection;
    private final Thread end = new Thread(this::end, "end-worker");

    WorkerProcess(Database database, String name)
            throws IOException, InterruptedException, SQLException {
        Path folder = database.folder();
        kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        folder.resolve("kafka.log"),
                        Ports.free(),
                        Ports.free());
        kafka.start();
        Topics.ensure(kafka.bootstrapServers());
        Path log = folder.resolve("worker.log");
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment()
                .putAll(
                        Map.of(
                                "SPRING_PROFILES_ACTIVE",
                                "local",
                                "RECOUNT_POSTGRES_URL",
                                database.url(name),
                                "RECOUNT_REDIS_URL",
                                "redis://127.0.0.1:" + Ports.free(),
                                "RECOUNT_KAFKA",
                                kafka.bootstrapServers(),
                                "RECOUNT_COMMAND_API_URL",
                                "http://127.0.0.1:" + Ports.free(),
                                "RECOUNT_WORKER_PORT",
                                Integer.toString(port)));
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(end);
        connection = DriverManager.getConnection(database.url(name));
        awaitReady(log);
    }

    private static List<String> command() {
        Path root = Path.of(System.getProperty("recount.root", "."));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx" + HEAP_MB + "m",
                        "-XX:+UseSerialGC",
                        "-XX:MetaspaceSize=160m",
                        "-XX:SweeperThreshold=50",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Duser.timezone=UTC"));
        command.add("-jar");
        command.add(
                root.resolve("worker/target/recount-worker-0.1.0-SNAPSHOT-exec.jar").toString());
        // Nobody's days are over here, and there is no log to settle.
        for (String job : List.of("settlement", "daily", "reconciliation", "retention")) {
            command.add("--recount.jobs.cron." + job + "=-");
        }
        return command;
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - begun > READY_LIMIT_NS) {
                String said = Files.readString(log);
                close();
                throw new IllegalStateException("The worker does not come up:\n" + said);
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean isReady() {
        try (HttpConnection http = new HttpConnection(port)) {
            return http.send(HttpConnection.head("GET", "/actuator/health/liveness"), new byte[0])
                            .status()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** SIGSTOP: it takes nothing from the broker, and keeps its partitions for a few seconds. */
    void halt() {
        ProcessIdentity.signal(process.toHandle(), "STOP");
    }

    /** SIGCONT. */
    void goOn() {
        ProcessIdentity.signal(process.toHandle(), "CONT");
    }

    /** How many of the topic's messages are done, as the database knows. */
    long done(Topic topic) throws SQLException {
        long done = 0;
        for (long next : next(topic).values()) {
            done += next;
        }
        return done;
    }

    /** The next offset of each partition. */
    Map<Integer, Long> next(Topic topic) throws SQLException {
        Map<Integer, Long> next = new HashMap<>();
        try (PreparedStatement offsets =
                connection.prepareStatement(
                        """
                        SELECT "partition", next_offset FROM analytics.consumer_offsets
                        WHERE topic = ?""")) {
            offsets.setString(1, topic.topicName());
            try (ResultSet row = offsets.executeQuery()) {
                while (row.next()) {
                    next.put(row.getInt(1), row.getLong(2));
                }
            }
        }
        return next;
    }

    private void end() {
        process.destroyForcibly();
        kafka.stopNow();
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
