package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Blocks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Follows the log as every reader of it does, by nothing but {@code position > ?}: what becomes
 * visible behind its back it never sees.
 */
final class Follower implements AutoCloseable {
    private static final long POLL_MS = 5;
    private static final long RECONNECT_MS = 100;
    private static final long CATCH_UP_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int ROWS = 500;

    private final String jdbcUrl;
    private final Blocks seen = new Blocks();
    private final Thread thread;
    private volatile long position;
    private volatile boolean stopped;
    private volatile @Nullable SQLException failure;

    Follower(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        thread = new Thread(this::follow, "follower");
        thread.setDaemon(true);
        thread.start();
    }

    /** From where it is, on a new connection whenever the database ends one. */
    private void follow() {
        while (!stopped) {
            try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
                follow(connection);
            } catch (SQLException e) {
                failure = e;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(RECONNECT_MS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void follow(Connection connection) throws SQLException, InterruptedException {
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
        long limitNs = System.nanoTime() + CATCH_UP_NS;
        while (position < head) {
            if (System.nanoTime() > limitNs) {
                throw new SQLException(
                        "Followed to %d, the log is at %d".formatted(position, head), failure);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        return seen;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
