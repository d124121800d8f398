package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.analytics.WorkerTables;
import io.recount.ops.parts.RealParts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ParkingStoreIT {
    private static final byte[] KEY = {1, 0, 2};
    private static final byte[] VALUE = {(byte) 0xC3, 1, 0};

    private String jdbcUrl;
    private ParkingStore store;

    @BeforeEach
    void open() {
        jdbcUrl = RealParts.postgres().newDatabase();
        store = new ParkingStore(jdbcUrl);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aMessageIsParkedOnceHoweverOftenItIsWritten() throws Exception {
        // given
        WorkerTables.create(jdbcUrl);
        // when
        put(new ParkedMessage("ad-events", 3, 42, KEY, VALUE, "why"));
        put(new ParkedMessage("ad-events", 3, 42, KEY, VALUE, "why"));
        put(new ParkedMessage("ad-events", 3, 43, null, null, "No value"));
        // then
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                ResultSet row =
                        connection
                                .createStatement()
                                .executeQuery(
                                        """
                                        SELECT topic, "partition", kafka_offset, key, value, cause,
                                               status, parked_at
                                        FROM analytics.parked_messages ORDER BY kafka_offset
                                        """)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString("topic")).isEqualTo("ad-events");
            assertThat(row.getInt("partition")).isEqualTo(3);
            assertThat(row.getLong("kafka_offset")).isEqualTo(42);
            assertThat(row.getBytes("key")).isEqualTo(KEY);
            assertThat(row.getBytes("value")).isEqualTo(VALUE);
            assertThat(row.getString("cause")).isEqualTo("why");
            assertThat(row.getString("status")).isEqualTo("PARKED");
            assertThat(row.getTimestamp("parked_at")).isNotNull();
            assertThat(row.next()).isTrue();
            assertThat(row.getBytes("value")).isNull();
            assertThat(row.next()).isFalse();
        }
    }

    @Test
    void itFailsUntilTheTableIsThereAndThenWorks() throws Exception {
        // given
        ParkedMessage message = new ParkedMessage("ad-events", 3, 42, KEY, VALUE, "why");
        assertThatThrownBy(() -> put(message)).rootCause().isInstanceOf(SQLException.class);
        // when
        WorkerTables.create(jdbcUrl);
        // then
        put(message);
    }

    private void put(ParkedMessage message) throws Exception {
        store.put(message).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
