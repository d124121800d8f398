package io.recount.ops.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The real parts for tests: each is started when it is first asked for, once per JVM, on free ports
 * in a temporary folder, and ended with the JVM. A test may {@code stop()} and {@code start()} one
 * to act out an outage: port and data stay.
 */
public final class RealParts {
    private static @Nullable Path folder;
    private static @Nullable Postgres postgres;
    private static @Nullable Redis redis;
    private static @Nullable Kafka kafka;

    private RealParts() {}

    public static synchronized Postgres postgres() {
        if (postgres == null) {
            Postgres fresh =
                    new Postgres(
                            folder().resolve("postgres"),
                            folder().resolve("postgres.log"),
                            Ports.free(),
                            // What a crash of the machine would lose, tests can lose.
                            List.of("fsync=off", "full_page_writes=off", "max_connections=200"));
            fresh.start();
            postgres = fresh;
        }
        return postgres;
    }

    public static synchronized Redis redis() {
        if (redis == null) {
            Redis fresh =
                    new Redis(
                            folder().resolve("redis"), folder().resolve("redis.log"), Ports.free());
            fresh.start();
            redis = fresh;
        }
        return redis;
    }

    /** With the declared topics created. */
    public static synchronized Kafka kafka() {
        if (kafka == null) {
            Kafka fresh =
                    new Kafka(
                            folder().resolve("kafka"),
                            folder().resolve("kafka.log"),
                            Ports.free(),
                            Ports.free());
            fresh.start();
            Topics.ensure(fresh.bootstrapServers());
            kafka = fresh;
        }
        return kafka;
    }

    private static synchronized Path folder() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("recount-parts");
                // PostgreSQL may run as another user, who must get through.
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(RealParts::end, "end-real-parts"));
        }
        return folder;
    }

    private static synchronized void end() {
        for (Part part : new Part[] {kafka, redis, postgres}) {
            if (part != null) {
                part.stopNow();
            }
        }
        if (folder != null) {
            Binaries.deleteTree(folder);
        }
    }
}
