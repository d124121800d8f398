package io.recount.eventlog;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of appends, whoever made them, on a connection of its own. While it is cut off nobody is
 * woken, so those who wait for notices must also look by themselves now and then.
 */
final class AppendNotices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AppendNotices.class);

    /** Of the thread, and of the session as {@code pg_stat_activity} shows it. */
    static final String NAME = "event-log-notices";

    /** After so long without a notice the connection is tried: a dead one is silent too. */
    private static final Duration TRIED_EVERY = Duration.ofSeconds(10);

    /** A connection that died without a word does not answer at all. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);

    private static final Duration RECONNECTS_AFTER = Duration.ofSeconds(1);

    private final DataSource connections;
    private final Runnable appended;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection listening;
    private boolean failing;

    /**
     * Listens once started.
     *
     * @param connections not pooled: the connection is kept, and its session belongs to it
     * @param appended is called from one thread, also after a reconnect, since notices were missed
     */
    AppendNotices(DataSource connections, Runnable appended) {
        this.connections = connections;
        this.appended = appended;
    }

    void start() {
        Thread thread = new Thread(this::run, NAME);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            do {
                listenUntilCutOff();
            } while (!closed.await(RECONNECTS_AFTER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listenUntilCutOff() {
        try (Connection connection = connections.getConnection()) {
            listening = connection;
            listen(connection);
        } catch (SQLException | RuntimeException e) {
            if (!isClosed() && !failing) {
                LOG.warn("No notices of appends, readers poll: {}", e.toString());
            }
            failing = true;
        } finally {
            listening = null;
        }
    }

    private void listen(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWERS_WITHIN.toMillis()));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET application_name = '" + NAME + "'");
            statement.execute("LISTEN " + EventTable.CHANNEL);
            if (failing) {
                LOG.info("Notices of appends are back");
                failing = false;
            }
            appended.run();
            PGConnection session = connection.unwrap(PGConnection.class);
            while (!isClosed()) {
                PGNotification[] notices =
                        session.getNotifications(Math.toIntExact(TRIED_EVERY.toMillis()));
                if (notices != null && notices.length > 0) {
                    appended.run();
                } else {
                    statement.execute("SELECT 1");
                }
            }
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Connection connection = listening;
        if (connection != null) {
            try {
                connection.abort(Runnable::run); // close() would wait for the reading thread.
            } catch (SQLException e) {
                LOG.debug("The listening connection was gone already", e);
            }
        }
    }
}
