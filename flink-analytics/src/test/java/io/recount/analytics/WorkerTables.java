package io.recount.analytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The worker's own migration, so that a change of its table shows here. */
public final class WorkerTables {
    private static final Path MIGRATION =
            Path.of("../worker/src/main/resources/db/analytics/V1__window_results_and_inbox.sql");

    private WorkerTables() {}

    public static void create(String jdbcUrl) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA analytics");
            statement.execute(Files.readString(MIGRATION));
        }
    }
}
