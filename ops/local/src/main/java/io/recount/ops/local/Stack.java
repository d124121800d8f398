package io.recount.ops.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Part;
import io.recount.ops.parts.Postgres;
import io.recount.ops.parts.Redis;
import io.recount.ops.parts.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What the platform consists of on one machine, in the order in which it is started. Long because
 * it is the one list of how each part is run.
 */
final class Stack {
    /** The names in starting order; stopping goes the other way. */
    static final List<String> NAMES =
            List.of(
                    "postgres",
                    "redis",
                    "kafka",
                    "command-api",
                    "projections",
                    "worker",
                    "query-api",
                    "flink",
                    "traffic");

    private static final List<String> PARTS = List.of("postgres", "redis", "kafka");

    private final Settings settings;
    private final Jdk newest = Jdk.newest();
    private final Jdk forFlink = Jdk.forFlink();
    private final Api api = new Api();

    Stack(Settings settings) {
        this.settings = settings;
    }

    /**
     * The components to run here: a part that the environment names elsewhere is not among them.
     */
    List<Component> components(Traffic traffic) {
        List<Component> components = new ArrayList<>();
        if (settings.ownPostgres()) {
            components.add(postgres());
        }
        if (settings.ownRedis()) {
            Redis redis =
                    new Redis(
                            settings.data().resolve("redis"),
                            settings.log("redis"),
                            settings.redisPort());
            components.add(part(redis, Stack::nothing));
        }
        if (settings.ownKafka()) {
            components.add(kafka());
        }
        List<String> parts =
                components.stream().map(Component::name).filter(PARTS::contains).toList();
        components.add(
                service("command-api", settings.commandApiPort(), parts, Stack::nothing, 512));
        // The schemas that these read are made by command-api: the first time they wait for it.
        components.add(
                service("projections", settings.projectionsPort(), parts, this::awaitSchemas, 384));
        components.add(service("worker", settings.workerPort(), parts, this::awaitSchemas, 256));
        components.add(
                service("query-api", settings.queryApiPort(), parts, this::awaitSchemas, 384));
        components.add(flink(parts));
        if (traffic != Traffic.OFF) {
            components.add(traffic(traffic));
        }
        return components;
    }

    /** How much the simulator does. */
    enum Traffic {
        OFF,
        CALM,
        RUSH,
        ATTACK
    }

    /** Looks at the parts that run elsewhere, before anything is started. */
    void checkElsewhere() {
        if (!settings.ownPostgres() && !postgresAnswers()) {
            throw new Refusal("RECOUNT_POSTGRES_URL is set, but no PostgreSQL answers there");
        }
        URI redis = settings.redisAddress();
        if (!settings.ownRedis() && !Redis.answers(redis.getHost(), redis.getPort())) {
            throw new Refusal("RECOUNT_REDIS_URL is set, but no Redis answers at " + redis);
        }
        if (!settings.ownKafka()) {
            if (!Kafka.answers(settings.kafka())) {
                throw new Refusal(
                        "RECOUNT_KAFKA is set, but no broker answers at " + settings.kafka());
            }
            Topics.ensure(settings.kafka());
        }
    }

    /** The jars that must have been built. */
    List<Path> artifacts() {
        return List.of(
                executable("command-api"),
                executable("projections"),
                executable("worker"),
                executable("query-api"),
                flinkJar());
    }

    private Path executable(String name) {
        return springService(name, 0).executable();
    }

    private Component postgres() {
        Postgres postgres =
                new Postgres(
                        settings.data().resolve("postgres"),
                        settings.log("postgres"),
                        settings.postgresPort(),
                        List.of("max_connections=150", "shared_buffers=128MB"));
        return part(postgres, () -> postgres.ensureDatabase(Settings.DATABASE));
    }

    private Component kafka() {
        Kafka kafka =
                new Kafka(
                        settings.data().resolve("kafka"),
                        settings.log("kafka"),
                        settings.kafkaPort(),
                        settings.kafkaControllerPort(),
                        newest.home(),
                        List.of("-Dorg.slf4j.simpleLogger.showDateTime=true"));
        return part(kafka, () -> Topics.ensure(kafka.bootstrapServers()));
    }

    private static Component part(Part part, Runnable whenReady) {
        Component.Launch launch =
                new Component.Launch() {
                    @Override
                    public List<String> command() {
                        return part.command();
                    }

                    @Override
                    public Map<String, String> environment() {
                        return part.environment();
                    }
                };
        return new Component(
                part.name(),
                part.port(),
                List.of(),
                part::prepare,
                launch,
                part::isReady,
                whenReady,
                part.stopSignal());
    }

    private SpringService springService(String name, int heapMb) {
        return new SpringService(name, "recount-" + name, settings, newest, heapMb);
    }

    private Component service(
            String name, int port, List<String> after, Runnable before, int heapMb) {
        SpringService service = springService(name, heapMb);
        String health = "http://127.0.0.1:" + port + "/actuator/health";
        return new Component(
                name,
                port,
                after,
                () -> {
                    service.unpack();
                    before.run();
                },
                service,
                () -> api.isHealthy(health),
                Stack::nothing,
                "TERM");
    }

    private Path flinkJar() {
        return settings.root()
                .resolve("flink-analytics/target/recount-flink-analytics-0.1.0-SNAPSHOT.jar");
    }

    private Component flink(List<String> after) {
        Component.Launch launch =
                new Component.Launch() {
                    @Override
                    public List<String> command() {
                        return flinkCommand();
                    }

                    @Override
                    public Map<String, String> environment() {
                        return settings.forComponents();
                    }
                };
        return new Component(
                "flink",
                settings.flinkPort(),
                after,
                Stack::nothing,
                launch,
                this::jobRuns,
                Stack::nothing,
                "TERM");
    }

    private List<String> flinkCommand() {
        Path libraries = settings.root().resolve("flink-analytics/target/lib");
        return List.of(
                forFlink.java().toString(),
                "-Drecount.component=flink",
                "-Xms128m",
                "-Xmx768m",
                "-XX:+ExitOnOutOfMemoryError",
                "-Duser.timezone=UTC",
                "-cp",
                libraries + "/*:" + flinkJar(),
                "io.recount.analytics.LocalCluster");
    }

    private boolean jobRuns() {
        try {
            Api.Answer answer = api.get(settings.flink() + "/jobs/overview", "");
            for (JsonNode job : answer.body().path("jobs")) {
                if (job.path("state").asText().equals("RUNNING")
                        && job.path("tasks").path("running").asInt()
                                == job.path("tasks").path("total").asInt()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    private Component traffic(Traffic rate) {
        Component.Launch launch =
                new Component.Launch() {
                    @Override
                    public List<String> command() {
                        return trafficCommand(rate);
                    }

                    @Override
                    public Map<String, String> environment() {
                        return settings.forComponents();
                    }
                };
        BooleanSupplier alive = () -> true;
        return new Component(
                "traffic",
                0,
                List.of("command-api", "projections", "worker", "query-api", "flink"),
                Stack::nothing,
                launch,
                alive,
                Stack::nothing,
                "TERM");
    }

    private List<String> trafficCommand(Traffic rate) {
        return List.of(
                newest.java().toString(),
                "-Drecount.component=traffic",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-cp",
                settings.root().resolve("ops/traffic/target/lib") + "/*",
                "io.recount.ops.traffic.TrafficSimulator",
                "--rate",
                rate.name().toLowerCase(java.util.Locale.ROOT),
                "--state",
                settings.data().resolve("traffic.json").toString(),
                "--labels",
                settings.data().resolve("traffic-labels.txt").toString());
    }

    private static void nothing() {}

    private boolean postgresAnswers() {
        try (Connection connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect() throws SQLException {
        DriverManager.setLoginTimeout(3);
        return DriverManager.getConnection(settings.postgresUrl());
    }

    private void awaitSchemas() {
        while (!schemasAreThere()) {
            Pause.ms(200);
        }
    }

    private boolean schemasAreThere() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT to_regclass('event_log.events') IS NOT NULL"
                                        + " AND to_regclass('command.api_keys') IS NOT NULL")) {
            return row.next() && row.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }
}
