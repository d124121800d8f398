package io.recount.ops.drill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every second time all connections; the other times the one that is just in its COMMIT. */
final class CutConnections implements Drill {
    private static final int CUTS = 50;
    private static final int SHORT_CUTS = 8;
    private static final long AIM_NS = TimeUnit.SECONDS.toNanos(3);

    private static final String IN_COMMIT =
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name LIKE 'command-api-%' AND state = 'active' AND query = 'COMMIT'
            LIMIT 1""";

    private static final String ALL =
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name LIKE 'command-api-%'""";

    @Override
    public String name() {
        return "cut-connections";
    }

    @Override
    public String says() {
        return "the database ends command-api's connections, every second time one in mid-COMMIT";
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        int cuts = scene.rounds(CUTS, SHORT_CUTS);
        int connections = 0;
        int inCommit = 0;
        try (Connection database = DriverManager.getConnection(scene.stack().jdbcUrl());
                PreparedStatement aimed = database.prepareStatement(IN_COMMIT);
                PreparedStatement all = database.prepareStatement(ALL)) {
            for (int cut = 1; cut <= cuts; cut++) {
                scene.letRun(scene.random().nextInt(400));
                if (cut % 2 == 0 && aim(aimed)) {
                    inCommit++;
                    connections++;
                } else {
                    connections += terminate(all);
                }
                scene.show("cut %d of %d".formatted(cut, cuts));
                scene.awaitAnswers(20);
            }
        }
        return List.of(
                "%d cuts of %d connections, %d of them in mid-COMMIT"
                        .formatted(cuts, connections, inCommit));
    }

    /** Asks again and again until one is caught; a commit lasts a millisecond. */
    private static boolean aim(PreparedStatement inCommit) throws SQLException {
        long limitNs = System.nanoTime() + AIM_NS;
        while (System.nanoTime() < limitNs) {
            if (terminate(inCommit) > 0) {
                return true;
            }
        }
        return false;
    }

    private static int terminate(PreparedStatement statement) throws SQLException {
        int rows = 0;
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows++;
            }
        }
        return rows;
    }
}
