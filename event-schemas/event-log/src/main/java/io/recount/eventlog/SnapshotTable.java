package io.recount.eventlog;

import java.util.Optional;
import javax.sql.DataSource;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code event_log.snapshots}: the newest state of an aggregate that somebody kept. It saves time
 * and proves nothing; the chain does not hold it, and whoever verifies reads the events.
 */
final class SnapshotTable {
    private final JdbcClient jdbc;

    SnapshotTable(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    /** Keeps it, unless a newer one is there. */
    void keep(DomainEventMessage<?> snapshot, Serializer serializer) {
        SerializedObject<byte[]> payload = snapshot.serializePayload(serializer, byte[].class);
        jdbc.sql(
                        """
                        INSERT INTO event_log.snapshots AS kept
                            (event_identifier, aggregate_identifier, sequence_number, type,
                             time_stamp, payload_type, payload_revision, payload, meta_data)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (aggregate_identifier) DO UPDATE
                        SET event_identifier = EXCLUDED.event_identifier,
                            sequence_number = EXCLUDED.sequence_number,
                            time_stamp = EXCLUDED.time_stamp,
                            payload_type = EXCLUDED.payload_type,
                            payload_revision = EXCLUDED.payload_revision,
                            payload = EXCLUDED.payload,
                            meta_data = EXCLUDED.meta_data
                        WHERE kept.sequence_number < EXCLUDED.sequence_number""")
                .param(snapshot.getIdentifier())
                .param(snapshot.getAggregateIdentifier())
                .param(snapshot.getSequenceNumber())
                .param(snapshot.getType())
                .param(DateTimeUtils.formatInstant(snapshot.getTimestamp()))
                .param(payload.getType().getName())
                .param(payload.getType().getRevision())
                .param(payload.getData())
                .param(snapshot.serializeMetaData(serializer, byte[].class).getData())
                .update();
    }

    Optional<DomainEventData<byte[]>> newest(String aggregateId) {
        return jdbc.sql(
                        """
                        SELECT type, aggregate_identifier, sequence_number, event_identifier,
                               time_stamp, payload_type, payload_revision, payload, meta_data
                        FROM event_log.snapshots WHERE aggregate_identifier = ?""")
                .param(aggregateId)
                .query((row, n) -> EventTable.event(row))
                .optional();
    }
}
