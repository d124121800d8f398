package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Blocks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log as every reader of it does, by nothing but {@code position > ?}: what becomes
 * visible behind its back it never sees.
 */
final class Follower implements AutoCloseable {
    private static final long POLL_MS = 5;
    private static final int ROWS = 500;

    private final Connection connection;
    private final Blocks seen = new Blocks();
    private final Thread thread;
    private volatile long position;
    private volatile boolean stopped;
    private volatile @Nullable SQLException failure;

    Follower(String jdbcUrl) throws SQLException {
        connection = DriverManager.getConnection(jdbcUrl);
        thread = new Thread(this::follow, "follower");
        thread.setDaemon(true);
        thread.start();
    }

    private void follow() {
        try (PreparedStatement next =
                connection.prepareStatement(
                        """
                        SELECT position, event_identifier FROM event_log.events
                        WHERE position > ? ORDER BY position LIMIT ?""")) {
            next.setInt(2, ROWS);
            while (!stopped) {
                next.setLong(1, position);
                if (read(next) < ROWS) {
                    TimeUnit.MILLISECONDS.sleep(POLL_MS);
                }
            }
        } catch (SQLException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int read(PreparedStatement next) throws SQLException {
        int rows = 0;
        try (ResultSet row = next.executeQuery()) {
            while (row.next()) {
                seen.add(row.getLong(1), row.getString(2));
                position = row.getLong(1);
                rows++;
            }
        }
        return rows;
    }

    long position() {
        return position;
    }

    /** All it saw, once it has come to that position. */
    Blocks seenUpTo(long head) throws SQLException, InterruptedException {
        while (position < head) {
            SQLException failed = failure;
            if (failed != null) {
                throw failed;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return seen;
    }

    @Override
    public void close() throws SQLException {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
