package io.recount.worker.inbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Messages that could not be applied, kept whole with their cause in {@code parked_messages}. */
@Repository
class ParkedMessages {
    private static final RowMapper<ParkedMessage> ROW =
            (row, n) ->
                    new ParkedMessage(
                            row.getLong("id"),
                            row.getString("topic"),
                            row.getInt("partition"),
                            row.getLong("kafka_offset"),
                            row.getString("cause"),
                            row.getTimestamp("parked_at").toInstant(),
                            ParkedMessage.Status.valueOf(row.getString("status")));

    private final JdbcTemplate jdbc;
    private final JdbcClient client;

    ParkedMessages(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.client = JdbcClient.create(jdbc);
    }

    /** A parked message as people see it; its bytes are asked for separately. */
    record ParkedMessage(
            long id,
            String topic,
            int partition,
            long offset,
            String cause,
            Instant parkedAt,
            Status status) {
        enum Status {
            PARKED,
            RETRIED,
            DISCARDED
        }
    }

    void park(List<Broken> broken) {
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.parked_messages
                    (topic, "partition", kafka_offset, key, value, cause, headers)
                VALUES (?, ?, ?, ?, ?, ?, ?::bytea[])
                ON CONFLICT (topic, "partition", kafka_offset) DO NOTHING""",
                broken.stream().map(ParkedMessages::row).toList());
    }

    /** Newest first, older than the given id. */
    List<ParkedMessage> list(ParkedMessage.@Nullable Status status, long beforeId, int limit) {
        return client.sql(
                        """
                        SELECT id, topic, "partition", kafka_offset, cause, parked_at, status
                        FROM analytics.parked_messages
                        WHERE id < :before
                          AND (:status::text IS NULL OR status = :status::text)
                        ORDER BY id DESC LIMIT :limit""")
                .param("before", beforeId)
                .param("status", nameOf(status))
                .param("limit", limit)
                .query(ROW)
                .list();
    }

    /** Holds the row until the transaction ends. */
    Optional<ParkedMessage> lock(long id) {
        return client.sql(
                        """
                        SELECT id, topic, "partition", kafka_offset, cause, parked_at, status
                        FROM analytics.parked_messages WHERE id = ? FOR UPDATE""")
                .param(id)
                .query(ROW)
                .optional();
    }

    /** The message as it was received, with our own headers. */
    ConsumerRecord<byte[], byte[]> record(long id) {
        return client.sql(
                        """
                        SELECT topic, "partition", kafka_offset, key, value, headers
                        FROM analytics.parked_messages WHERE id = ?""")
                .param(id)
                .query(
                        (row, n) ->
                                KeptHeaders.addTo(
                                        new ConsumerRecord<>(
                                                row.getString("topic"),
                                                row.getInt("partition"),
                                                row.getLong("kafka_offset"),
                                                row.getBytes("key"),
                                                row.getBytes("value")),
                                        (byte[][]) row.getArray("headers").getArray()))
                .single();
    }

    void settle(long id, ParkedMessage.Status status) {
        jdbc.update(
                "UPDATE analytics.parked_messages SET status = ? WHERE id = ?", status.name(), id);
    }

    private static @Nullable String nameOf(ParkedMessage.@Nullable Status status) {
        return status == null ? null : status.name();
    }

    private static @Nullable Object[] row(Broken broken) {
        ConsumerRecord<byte[], byte[]> message = broken.message();
        return new @Nullable Object[] {
            message.topic(),
            message.partition(),
            message.offset(),
            message.key(),
            message.value(),
            broken.cause(),
            KeptHeaders.of(message)
        };
    }
}
