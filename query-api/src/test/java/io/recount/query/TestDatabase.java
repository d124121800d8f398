package io.recount.query;

import io.recount.ops.parts.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A fresh database, with or without the tables, which are made by their owners' own scripts. */
public final class TestDatabase {
    private static final Path MODULES = Path.of("..");
    private static final List<String> SCRIPTS =
            List.of(
                    "event-schemas/event-log/src/main/resources/db/event_log",
                    "command-api/src/main/resources/db/command",
                    "projections/src/main/resources/db/read_model",
                    "worker/src/main/resources/db/analytics");

    private final String url = RealParts.postgres().newDatabase();
    private final JdbcTemplate plain = new JdbcTemplate(new DriverManagerDataSource(url));
    private final JdbcClient jdbc = JdbcClient.create(plain);

    private TestDatabase() {}

    public static TestDatabase empty() {
        return new TestDatabase();
    }

    public static TestDatabase migrated() {
        TestDatabase database = new TestDatabase();
        SCRIPTS.forEach(database::run);
        return database;
    }

    public String url() {
        return url;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    private void run(String folder) {
        Path scripts = MODULES.resolve(folder);
        jdbc.sql("CREATE SCHEMA " + scripts.getFileName()).update();
        try (Stream<Path> files = Files.list(scripts)) {
            files.sorted(Comparator.comparing(TestDatabase::number))
                    .forEach(file -> plain.execute(text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** V20__later.sql comes after V3__earlier.sql. */
    private static int number(Path script) {
        String name = script.getFileName().toString();
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
