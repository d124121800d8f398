package io.recount.analytics.stream;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Rows of {@code analytics.parked_messages}, the worker's table of dead letters. It may not be
 * there yet when the first broken message comes: then the row waits as in any outage.
 */
final class ParkingStore implements StoreSink.Store<ParkedMessage> {
    private static final int TIMEOUT_S = 5;
    private static final String INSERT =
            """
            INSERT INTO analytics.parked_messages
                (topic, partition, kafka_offset, key, value, cause, parked_at, status)
            VALUES (?, ?, ?, ?, ?, ?, now(), 'PARKED')
            ON CONFLICT (topic, partition, kafka_offset) DO NOTHING
            """;

    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    task -> {
                        var worker = new Thread(task, "parking");
                        worker.setDaemon(true);
                        return worker;
                    });

    /** Opened by the first broken message; used by {@link #thread} only. */
    private @Nullable Connection connection;

    ParkingStore(String jdbcUrl) {
        dataSource.setUrl(jdbcUrl);
        dataSource.setApplicationName("recount-flink-analytics");
        dataSource.setConnectTimeout(TIMEOUT_S);
        dataSource.setSocketTimeout(TIMEOUT_S);
    }

    @Override
    public CompletionStage<?> put(ParkedMessage message) {
        return CompletableFuture.runAsync(() -> insert(message), thread);
    }

    @Override
    public void close() {
        thread.execute(this::disconnect);
        thread.shutdown();
    }

    private void insert(ParkedMessage message) {
        try (PreparedStatement insert = connected().prepareStatement(INSERT)) {
            insert.setString(1, message.topic());
            insert.setInt(2, message.partition());
            insert.setLong(3, message.offset());
            insert.setBytes(4, message.key());
            insert.setBytes(5, message.value());
            insert.setString(6, message.cause());
            insert.executeUpdate();
        } catch (SQLException e) {
            disconnect();
            throw new CompletionException(e);
        }
    }

    private Connection connected() throws SQLException {
        if (connection == null) {
            connection = dataSource.getConnection();
        }
        return connection;
    }

    private void disconnect() {
        @Nullable Connection closing = connection;
        connection = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (SQLException e) {
            // It is given up either way.
        }
    }
}
