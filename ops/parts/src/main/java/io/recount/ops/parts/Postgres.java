package io.recount.ops.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** PostgreSQL 18 with one superuser {@code recount} (password the same), on loopback only. */
public final class Postgres extends Part {
    public static final String USER = "recount";

    private final Unprivileged unprivileged = Unprivileged.detect();
    private final List<String> settings;

    /** {@code settings} are {@code name=value} pairs of postgresql.conf. */
    public Postgres(Path data, Path log, int port, List<String> settings) {
        super("postgres", data, log, port);
        this.settings = List.copyOf(settings);
    }

    @Override
    void prepareData() throws IOException {
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialise();
        }
        removeLockOfTheDead();
        unprivileged.own(data());
    }

    /** Made beside its place and moved there, so that a cluster is never found half made. */
    private void initialise() throws IOException {
        Path fresh = data().resolveSibling(data().getFileName() + ".new");
        Binaries.deleteTree(fresh);
        Files.createDirectories(fresh);
        Path password = Files.createTempFile(fresh.getParent(), "password", "");
        try {
            Files.writeString(password, USER);
            unprivileged.own(password);
            unprivileged.own(fresh);
            runInitdb(fresh, password);
        } finally {
            Files.delete(password);
        }
        Files.delete(data());
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void runInitdb(Path fresh, Path password) throws IOException {
        Process initdb =
                new ProcessBuilder(
                                unprivileged.wrap(
                                        List.of(
                                                binary("initdb"),
                                                "--pgdata=" + fresh,
                                                "--username=" + USER,
                                                "--pwfile=" + password,
                                                "--auth=scram-sha-256",
                                                "--encoding=UTF8",
                                                "--locale=C")))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(initdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!initdb.waitFor(60, TimeUnit.SECONDS) || initdb.exitValue() != 0) {
                throw new PartException("initdb failed:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartException("interrupted during initdb", e);
        }
    }

    /**
     * PostgreSQL takes a lock file for live when any process has its pid, and pids are used anew. A
     * server that does run on this folder was started by an earlier run of ours and is stopped.
     */
    private void removeLockOfTheDead() throws IOException {
        Path lock = data().resolve("postmaster.pid");
        if (!Files.exists(lock)) {
            return;
        }
        List<String> lines = Files.readAllLines(lock, StandardCharsets.UTF_8);
        if (!lines.isEmpty() && lines.get(0).matches("\\d{1,10}")) {
            ProcessHandle.of(Long.parseLong(lines.get(0)))
                    .filter(this::runsOnThisFolder)
                    .ifPresent(handle -> ProcessIdentity.stop(handle, stopSignal(), 15_000));
        }
        Files.deleteIfExists(lock);
    }

    private boolean runsOnThisFolder(ProcessHandle handle) {
        try {
            Path commandLine = Path.of("/proc/" + handle.pid() + "/cmdline");
            String words = Files.readString(commandLine, StandardCharsets.UTF_8);
            return words.contains("postgres") && words.contains(data().toString());
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public List<String> command() {
        List<String> command =
                new ArrayList<>(List.of(binary("postgres"), "-D", data().toString()));
        command.addAll(List.of("-p", Integer.toString(port())));
        List<String> all = new ArrayList<>();
        all.add("listen_addresses=127.0.0.1");
        all.add("unix_socket_directories=");
        all.add("timezone=UTC");
        all.add("log_timezone=UTC");
        all.addAll(settings);
        all.forEach(setting -> command.addAll(List.of("-c", setting)));
        return unprivileged.wrap(command);
    }

    private String binary(String name) {
        String machine = Binaries.architecture().equals("arm64") ? "arm_64" : "x86_64";
        Path folder =
                Binaries.archive(
                        "postgres-linux-" + machine + ".txz",
                        "postgres-" + Versions.POSTGRES + "-" + machine);
        return folder.resolve("bin").resolve(name).toString();
    }

    @Override
    public boolean isReady() {
        try (Connection connection = connect("postgres")) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    /** A fast shutdown: open transactions are rolled back instead of waited for. */
    @Override
    public String stopSignal() {
        return "INT";
    }

    /** An immediate shutdown: like a crash to the data, but it gives its shared memory back. */
    @Override
    String crashSignal() {
        return "QUIT";
    }

    /** Makes an empty database; returns its JDBC URL with user and password. */
    public String newDatabase() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
        ensureDatabase(name);
        return jdbcUrl(name);
    }

    /** The JDBC URL of a fresh empty database: the same as {@link #newDatabase()}. */
    public String jdbcUrl() {
        return newDatabase();
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
                .formatted(port(), database, USER, USER);
    }

    public void ensureDatabase(String name) {
        if (!name.matches("[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a database name: " + name);
        }
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery(
                            "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new PartException("Cannot create the database " + name, e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                jdbcUrl(database) + "&connectTimeout=2&socketTimeout=30&loginTimeout=3");
    }
}
