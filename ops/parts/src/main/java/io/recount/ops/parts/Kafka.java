package io.recount.ops.parts;

import io.recount.wire.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/**
 * One Kafka broker that is its own controller (KRaft), a JVM with this JVM's class path. Its quorum
 * is fixed by configuration rather than stored, so the ports may change between runs.
 */
public final class Kafka extends Part {
    private final int controllerPort;
    private final Path javaHome;
    private final List<String> jvmOptions;

    public Kafka(Path data, Path log, int port, int controllerPort) {
        this(data, log, port, controllerPort, Path.of(System.getProperty("java.home")), List.of());
    }

    public Kafka(
            Path data,
            Path log,
            int port,
            int controllerPort,
            Path javaHome,
            List<String> jvmOptions) {
        super("kafka", data, log, port);
        this.controllerPort = controllerPort;
        this.javaHome = javaHome;
        this.jvmOptions = List.copyOf(jvmOptions);
    }

    @Override
    void prepareData() throws IOException {
        Files.writeString(properties(), settings());
        Files.writeString(data().resolve("logback.xml"), QUIET_LOGBACK);
        // The mark is written last: a folder that was left half formatted is formatted again.
        if (!Files.exists(formatted())) {
            Binaries.deleteTree(data().resolve("log"));
            format();
            Files.createFile(formatted());
        }
    }

    private void format() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] arguments = {
            "format",
            "--cluster-id",
            Uuid.randomUuid().toString(),
            "--config",
            properties().toString(),
            "--ignore-formatted"
        };
        int status =
                StorageTool.execute(
                        arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (status != 0) {
            throw new PartException(
                    "Kafka's storage cannot be formatted: "
                            + output.toString(StandardCharsets.UTF_8));
        }
    }

    /**
     * Session timeout: with the default of 9 s a broker that was killed waits 12 s for its own
     * ghost.
     */
    private String settings() {
        return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
        inter.broker.listener.name=PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        broker.session.timeout.ms=2000
        broker.heartbeat.interval.ms=500
        group.initial.rebalance.delay.ms=0
        default.replication.factor=1
        min.insync.replicas=1
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        message.max.bytes=%4$d
        log.cleaner.dedupe.buffer.size=16777216
        """
                .formatted(port(), controllerPort, data().resolve("log"), Topic.MAX_MESSAGE_BYTES);
    }

    @Override
    public List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin/java").toString());
        command.addAll(
                List.of("-Xms96m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"));
        command.add("-Dlogback.configurationFile=" + data().resolve("logback.xml"));
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(jvmOptions);
        command.addAll(List.of("kafka.Kafka", properties().toString()));
        return command;
    }

    /** By the environment, since a class path of a hundred jars would drown every process list. */
    @Override
    public Map<String, String> environment() {
        return Map.of("CLASSPATH", absoluteClassPath());
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(":", entries);
    }

    @Override
    public boolean isReady() {
        return answers(bootstrapServers());
    }

    /** True when a broker there has an address for clients and can say who is in its cluster. */
    public static boolean answers(String bootstrapServers) {
        // Without the look at the port the client would log each refused connection.
        if (!Ports.isOpen(bootstrapServers)) {
            return false;
        }
        try (Admin admin = Topics.admin(bootstrapServers)) {
            return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    private Path properties() {
        return data().resolve("server.properties");
    }

    private Path formatted() {
        return data().resolve("formatted");
    }

    /** Where the class path that the broker shares has Logback, its default would be DEBUG. */
    private static final String QUIET_LOGBACK =
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="out"/></root>
            </configuration>
            """;
}
