package io.recount.ops.drill;

import io.recount.audit.PublishedHead;
import io.recount.audit.PublishedHeads;
import io.recount.ops.drill.load.CommandApi;
import io.recount.ops.drill.stream.FlinkCluster;
import io.recount.ops.local.Folders;
import io.recount.ops.local.Jdk;
import io.recount.ops.local.Settings;
import io.recount.ops.local.SpringService;
import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Part;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Postgres;
import io.recount.ops.parts.Redis;
import io.recount.ops.parts.Topics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a drill breaks: PostgreSQL (with fsync, as in earnest), Redis and Kafka of its own, one or
 * two instances of command-api on one log, and projections, on free ports and in a folder of its
 * own. Nothing of it is left behind.
 */
final class DrillStack implements AutoCloseable {
    private static final int COMMAND_API_HEAP_MB = 512;
    private static final int PROJECTIONS_HEAP_MB = 384;
    private static final int WORKER_HEAP_MB = 384;
    private static final int QUERY_API_HEAP_MB = 384;

    private final Path folder;
    private final Path root;
    private final Postgres postgres;
    private final Redis redis;
    private final Kafka kafka;
    private final List<Service> instances = new ArrayList<>();
    private final List<Service> services = new ArrayList<>();
    private final Thread end = new Thread(this::end, "end-drill");

    private DrillStack(Path root, Path folder) {
        this.root = root;
        this.folder = folder;
        this.postgres =
                new Postgres(
                        folder.resolve("postgres"),
                        log("postgres"),
                        Ports.free(),
                        List.of("max_connections=150", "shared_buffers=128MB"));
        this.redis = new Redis(folder.resolve("redis"), log("redis"), Ports.free());
        this.kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        log("kafka"),
                        Ports.free(),
                        Ports.free(),
                        Jdk.newest().home(),
                        List.of());
    }

    /**
     * Starts it all, and waits until it is ready.
     *
     * @param root the checkout, with its jars built
     * @param folder emptied first
     */
    static DrillStack start(Path root, Path folder, int instances)
            throws IOException, InterruptedException {
        Folders.delete(folder);
        Files.createDirectories(folder.resolve("logs"));
        DrillStack stack = new DrillStack(root, folder);
        Runtime.getRuntime().addShutdownHook(stack.end);
        try {
            stack.startParts();
            stack.startServices(instances);
            return stack;
        } catch (IOException | InterruptedException | RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    private void startParts() {
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(
                                () -> {
                                    postgres.start();
                                    postgres.ensureDatabase(Settings.DATABASE);
                                }),
                        CompletableFuture.runAsync(redis::start),
                        CompletableFuture.runAsync(
                                () -> {
                                    kafka.start();
                                    Topics.ensure(kafka.bootstrapServers());
                                }))
                .join();
    }

    /**
     * The first instance makes the schemas that the others read. None is ready before projections
     * have filled Redis.
     */
    private void startServices(int count) throws IOException, InterruptedException {
        for (int i = 1; i <= count; i++) {
            instances.add(service("command-api", "command-api-" + i, COMMAND_API_HEAP_MB));
            awaitSchemas();
        }
        service("projections", "projections", PROJECTIONS_HEAP_MB);
        for (Service service : services) {
            service.awaitReady();
        }
    }

    private void awaitSchemas() throws InterruptedException {
        while (!schemasAreThere()) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private boolean schemasAreThere() {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT to_regclass('command.api_keys') IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private Service service(String module, String name, int heapMb) throws IOException {
        int port = Ports.free();
        Settings settings = settings(module, name, port);
        SpringService launch =
                new SpringService(module, "recount-" + module, settings, Jdk.newest(), heapMb);
        launch.unpack();
        // Clients of a drill click the moment they are served.
        Map<String, String> more = new HashMap<>(Map.of("RECOUNT_TRAFFIC_MINCLICKMS", "0"));
        more.put("CLASSPATH", launch.environment().get("CLASSPATH") + File.pathSeparator + zones());
        // Comes back under its name, so that the broker knows it again.
        more.put("RECOUNT_WORKER_INSTANCE", name);
        if (!instances.isEmpty()) {
            more.put("RECOUNT_COMMAND_API_URL", instances.get(0).api().url());
        }
        Service service = new Service(name, launch, more, log(name), new CommandApi(port), name);
        services.add(service);
        service.start();
        return service;
    }

    /** Beside the others, for drills that want it; ready when it is returned. */
    Service startWorker() throws IOException, InterruptedException {
        Service worker = service("worker", "worker", WORKER_HEAP_MB);
        worker.awaitReady();
        return worker;
    }

    /** The same, with the pages and the queries. */
    Service startQueryApi() throws IOException, InterruptedException {
        Service queryApi = service("query-api", "query-api", QUERY_API_HEAP_MB);
        queryApi.awaitReady();
        return queryApi;
    }

    /** With the time zones that a drill has beside those of the world. */
    private Path zones() {
        return root.resolve("ops/drill/target/lib/recount-ops-drill-0.1.0-SNAPSHOT.jar");
    }

    private Settings settings(String module, String name, int port) {
        Map<String, String> environment = new HashMap<>();
        environment.put("RECOUNT_POSTGRES_URL", jdbcUrl() + "&ApplicationName=" + name);
        environment.put("RECOUNT_REDIS_URL", redis.url());
        environment.put("RECOUNT_KAFKA", kafka.bootstrapServers());
        environment.put(
                "RECOUNT_" + module.replace('-', '_').toUpperCase(Locale.ROOT) + "_PORT",
                Integer.toString(port));
        return new Settings(root, folder, environment);
    }

    private Path log(String name) {
        return folder.resolve("logs").resolve(name + ".log");
    }

    /** Where the clients of a drill write down what they are answered. */
    Path bookOf(Drill drill) {
        return folder.resolve(drill.name() + ".jsonl");
    }

    /** The instances of command-api. */
    List<Service> instances() {
        return List.copyOf(instances);
    }

    /** As superuser, to whom the append-only triggers and the roles are no obstacle. */
    String jdbcUrl() {
        return postgres.jdbcUrl(Settings.DATABASE);
    }

    Redis redis() {
        return redis;
    }

    Part broker() {
        return kafka;
    }

    Part database() {
        return postgres;
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Not started yet; it gives back what it finds of bots. */
    FlinkCluster flink() {
        return new FlinkCluster(
                root,
                folder.resolve("flink"),
                Map.of(
                        "RECOUNT_KAFKA",
                        kafka.bootstrapServers(),
                        "RECOUNT_REDIS_URL",
                        redis.url(),
                        "RECOUNT_POSTGRES_URL",
                        jdbcUrl(),
                        "RECOUNT_ANOMALIES",
                        "hold-and-credit"));
    }

    /** The log's last position. */
    long head() throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl());
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT max(position) FROM event_log.events")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** What command-api told the world of its log's heads. */
    List<PublishedHead> publishedHeads() throws IOException {
        return PublishedHeads.read(folder.resolve("heads"));
    }

    /**
     * Copies the database as it is. All connections are ended for that and let in again; the
     * services live through it.
     *
     * @return the JDBC URL of the copy
     */
    String copyOfDatabase() throws SQLException {
        String original = Settings.DATABASE;
        try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
                Statement sql = connection.createStatement()) {
            sql.execute("DROP DATABASE IF EXISTS copy");
            sql.execute("ALTER DATABASE " + original + " ALLOW_CONNECTIONS false");
            try {
                sql.execute(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                                + " WHERE datname = '%s'".formatted(original));
                sql.execute("CREATE DATABASE copy TEMPLATE " + original);
            } finally {
                sql.execute("ALTER DATABASE " + original + " ALLOW_CONNECTIONS true");
            }
        }
        return postgres.jdbcUrl("copy");
    }

    /** At once: nothing of it is kept. */
    private void end() {
        services.forEach(Service::end);
        for (Part part : List.of(kafka, redis, postgres)) {
            part.stopNow();
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
