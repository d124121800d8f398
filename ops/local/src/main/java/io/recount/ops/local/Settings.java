package io.recount.ops.local;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everything is: folders, ports, addresses. All of it comes from the environment, with the
 * defaults of API.md, so that a second stack can run beside the first.
 *
 * @param root the checkout
 * @param data where the stack keeps its data, logs and state
 */
public record Settings(Path root, Path data, Map<String, String> environment) {
    public static final String DATABASE = "recount";
    public static final String OPERATOR_KEY = "local-operator";
    public static final String PUBLISHER_KEY = "local-publisher";

    private static final int POSTGRES_PORT = 15432;
    private static final int REDIS_PORT = 16379;
    private static final int KAFKA_PORT = 19092;

    public static Settings ofThisMachine() {
        Path root = findRoot();
        String data = System.getenv("RECOUNT_DATA");
        Path folder = data == null || data.isBlank() ? root.resolve(".recount") : Path.of(data);
        return new Settings(root, folder.toAbsolutePath().normalize(), System.getenv());
    }

    private static Path findRoot() {
        String given = System.getProperty("recount.root");
        Path folder = Path.of(given == null ? "" : given).toAbsolutePath();
        while (folder != null) {
            if (Files.isRegularFile(folder.resolve("ops/recount"))) {
                return folder;
            }
            folder = folder.getParent();
        }
        throw new Refusal("cannot find the checkout: run it as ops/recount");
    }

    Path logs() {
        return data.resolve("logs");
    }

    Path log(String name) {
        return logs().resolve(name + ".log");
    }

    int commandApiPort() {
        return port("RECOUNT_COMMAND_API_PORT", 8080);
    }

    int queryApiPort() {
        return port("RECOUNT_QUERY_API_PORT", 8081);
    }

    int projectionsPort() {
        return port("RECOUNT_PROJECTIONS_PORT", 8082);
    }

    int workerPort() {
        return port("RECOUNT_WORKER_PORT", 8083);
    }

    int flinkPort() {
        return port("RECOUNT_FLINK_PORT", 8084);
    }

    int postgresPort() {
        return port("RECOUNT_POSTGRES_PORT", POSTGRES_PORT);
    }

    int redisPort() {
        return port("RECOUNT_REDIS_PORT", REDIS_PORT);
    }

    int kafkaPort() {
        return port("RECOUNT_KAFKA_PORT", KAFKA_PORT);
    }

    int kafkaControllerPort() {
        return port("RECOUNT_KAFKA_CONTROLLER_PORT", kafkaPort() + 1);
    }

    boolean ownPostgres() {
        return value("RECOUNT_POSTGRES_URL") == null;
    }

    boolean ownRedis() {
        return value("RECOUNT_REDIS_URL") == null;
    }

    boolean ownKafka() {
        return value("RECOUNT_KAFKA") == null;
    }

    public String postgresUrl() {
        String given = value("RECOUNT_POSTGRES_URL");
        return given != null
                ? given
                : "jdbc:postgresql://127.0.0.1:%d/%s?user=recount&password=recount"
                        .formatted(postgresPort(), DATABASE);
    }

    String redisUrl() {
        String given = value("RECOUNT_REDIS_URL");
        return given != null ? given : "redis://127.0.0.1:" + redisPort();
    }

    /** {@code host:port} of the Redis URL, for a look at whether it answers. */
    URI redisAddress() {
        return URI.create(redisUrl());
    }

    public String kafka() {
        String given = value("RECOUNT_KAFKA");
        return given != null ? given : "127.0.0.1:" + kafkaPort();
    }

    String commandApi() {
        return "http://127.0.0.1:" + commandApiPort();
    }

    public String queryApi() {
        return "http://127.0.0.1:" + queryApiPort();
    }

    String projections() {
        return "http://127.0.0.1:" + projectionsPort();
    }

    String worker() {
        return "http://127.0.0.1:" + workerPort();
    }

    String flink() {
        return "http://127.0.0.1:" + flinkPort();
    }

    /** What every component is told, whether or not it came from the environment. */
    Map<String, String> forComponents() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("RECOUNT_DATA", data.toString());
        told.put("RECOUNT_POSTGRES_URL", postgresUrl());
        told.put("RECOUNT_REDIS_URL", redisUrl());
        told.put("RECOUNT_KAFKA", kafka());
        told.put("RECOUNT_COMMAND_API_PORT", Integer.toString(commandApiPort()));
        told.put("RECOUNT_QUERY_API_PORT", Integer.toString(queryApiPort()));
        told.put("RECOUNT_PROJECTIONS_PORT", Integer.toString(projectionsPort()));
        told.put("RECOUNT_WORKER_PORT", Integer.toString(workerPort()));
        told.put("RECOUNT_FLINK_PORT", Integer.toString(flinkPort()));
        told.put("RECOUNT_COMMAND_API_URL", commandApi());
        told.put("RECOUNT_QUERY_API_URL", queryApi());
        told.put("RECOUNT_PROJECTIONS_URL", projections());
        told.put("RECOUNT_WORKER_URL", worker());
        told.put("RECOUNT_SERVICE_KEY", "local-service");
        told.put("RECOUNT_WORKER_INSTANCE", "local");
        told.put("RECOUNT_DATA", data.toString());
        told.put("SPRING_PROFILES_ACTIVE", "local");
        return told;
    }

    private int port(String name, int otherwise) {
        String given = value(name);
        if (given == null) {
            return otherwise;
        }
        if (!given.matches("\\d{1,5}") || Integer.parseInt(given) > 65_535) {
            throw new Refusal(name + " is not a port: " + given);
        }
        return Integer.parseInt(given);
    }

    private @Nullable String value(String name) {
        String given = environment.get(name);
        return given == null || given.isBlank() ? null : given;
    }
}
