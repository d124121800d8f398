package io.recount.ops.bench;

import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of its own, as durable as one in service: nothing is switched off. */
public final class Database implements AutoCloseable {
    private static final List<String> SETTINGS =
            List.of("shared_buffers=256MB", "max_wal_size=4GB", "max_connections=200");

    /** What decides whether a commit is one. */
    private static final List<String> TOLD =
            List.of(
                    "server_version",
                    "fsync",
                    "synchronous_commit",
                    "full_page_writes",
                    "wal_sync_method",
                    "shared_buffers",
                    "max_wal_size");

    private final Path folder;
    private final Postgres postgres;
    private final Thread end = new Thread(this::end, "end-bench");

    public Database() throws IOException {
        folder = Files.createTempDirectory("recount-bench");
        // PostgreSQL may run as another user, who must get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        postgres =
                new Postgres(
                        folder.resolve("postgres"),
                        folder.resolve("postgres.log"),
                        Ports.free(),
                        SETTINGS);
        Runtime.getRuntime().addShutdownHook(end);
        postgres.start();
    }

    /** Where the other parts of a benchmark may keep what they need; it goes with this one. */
    public Path folder() {
        return folder;
    }

    public String url(String name) {
        postgres.ensureDatabase(name);
        return postgres.jdbcUrl(name);
    }

    /** The settings that the figures depend on, as the server itself says them. */
    public Map<String, String> settings() throws SQLException {
        Map<String, String> settings = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            for (String name : TOLD) {
                try (ResultSet row = statement.executeQuery("SHOW " + name)) {
                    row.next();
                    settings.put(name, row.getString(1));
                }
            }
        }
        return settings;
    }

    /** So that no round pays for what another one wrote. */
    public void checkpoint() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    /** Nothing of it is kept. */
    private void end() {
        postgres.stopNow();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(end);
    }
}
