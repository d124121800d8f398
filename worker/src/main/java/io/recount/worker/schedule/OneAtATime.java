package io.recount.worker.schedule;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.stereotype.Component;

/**
 * Holds a job back while it runs anywhere else. The lock is the database session's: when a worker
 * dies its lock is free at once.
 */
@Component
class OneAtATime {
    private final DataSource dataSource;

    OneAtATime(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Does the work, unless the job runs already: then false, and nothing was done. */
    boolean run(String job, Runnable work) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            if (!answer(connection, "SELECT pg_try_advisory_lock(hashtext(?))", job)) {
                return false;
            }
            try {
                work.run();
            } finally {
                answer(connection, "SELECT pg_advisory_unlock(hashtext(?))", job);
            }
            return true;
        } catch (SQLException e) {
            throw new SQLExceptionSubclassTranslator().translate("lock of a job", null, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private static boolean answer(Connection connection, String sql, String job)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "recount-worker-job-" + job);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
