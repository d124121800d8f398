package io.recount.eventlog;

import io.recount.audit.LogEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code event_log.events}, as SQL. */
final class EventTable {
    /** Where an append is announced; the payload is the new head's position. */
    static final String CHANNEL = "event_log";

    /**
     * One INSERT, however many events: arrays took as long as the driver's batches or less, and
     * need no rewriting of the statement.
     */
    private static final String INSERT =
            """
            INSERT INTO event_log.events
                (position, event_identifier, aggregate_identifier, sequence_number, type,
                 time_stamp, payload_type, payload_revision, payload, meta_data, hash)
            SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                                 ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[])""";

    /** Delivered by the commit. */
    private static final String ANNOUNCE = "SELECT pg_notify('" + CHANNEL + "', ?)";

    private static final String SELECT =
            """
            SELECT position, type, aggregate_identifier, sequence_number, event_identifier,
                   time_stamp, payload_type, payload_revision, payload, meta_data
            FROM event_log.events\s""";

    private final JdbcClient jdbc;

    EventTable(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    /** The statements that insert the rows and announce them. */
    static RoundTrip insert(List<LogEntry> entries, List<byte[]> hashes) {
        return new RoundTrip()
                .write(
                        INSERT,
                        entries.stream().mapToLong(LogEntry::position).toArray(),
                        texts(entries, LogEntry::eventIdentifier),
                        texts(entries, LogEntry::aggregateIdentifier),
                        entries.stream().mapToLong(LogEntry::sequenceNumber).toArray(),
                        texts(entries, LogEntry::type),
                        texts(entries, LogEntry::timeStamp),
                        texts(entries, LogEntry::payloadType),
                        texts(entries, LogEntry::payloadRevision),
                        bytes(entries, LogEntry::payload),
                        bytes(entries, LogEntry::metaData),
                        hashes.toArray(byte[][]::new))
                .write(ANNOUNCE, Long.toString(entries.get(entries.size() - 1).position()));
    }

    private static @Nullable String[] texts(
            List<LogEntry> entries, Function<LogEntry, @Nullable String> column) {
        return entries.stream().map(column).toArray(String[]::new);
    }

    private static byte @Nullable [][] bytes(
            List<LogEntry> entries, Function<LogEntry, byte @Nullable []> column) {
        return entries.stream().map(column).toArray(byte[][]::new);
    }

    /** Events behind that position, in order. */
    List<TrackedEventData<byte[]>> after(long position, int limit) {
        return jdbc.sql(SELECT + "WHERE position > ? ORDER BY position LIMIT ?")
                .params(position, limit)
                .query((row, n) -> tracked(row))
                .list();
    }

    /** Events of an aggregate from that sequence number on, in order. */
    List<DomainEventData<byte[]>> ofAggregate(String aggregateId, long sequence, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                WHERE aggregate_identifier = ? AND sequence_number >= ?
                                ORDER BY sequence_number LIMIT ?""")
                .params(aggregateId, sequence, limit)
                .query((row, n) -> event(row))
                .list();
    }

    Optional<Long> lastSequence(String aggregateId) {
        return jdbc.sql(
                        """
                        SELECT sequence_number FROM event_log.events WHERE aggregate_identifier = ?
                        ORDER BY sequence_number DESC LIMIT 1""")
                .param(aggregateId)
                .query(Long.class)
                .optional();
    }

    /** The first event with that or a later time stamp; reads up to there. */
    Optional<Long> firstAt(String timeStamp) {
        return jdbc.sql(
                        """
                        SELECT position FROM event_log.events WHERE time_stamp >= ? COLLATE "C"
                        ORDER BY position LIMIT 1""")
                .param(timeStamp)
                .query(Long.class)
                .optional();
    }

    private static TrackedEventData<byte[]> tracked(ResultSet row) throws SQLException {
        return new TrackedDomainEventData<>(
                new GlobalSequenceTrackingToken(row.getLong("position")), event(row));
    }

    static DomainEventData<byte[]> event(ResultSet row) throws SQLException {
        String id = row.getString("event_identifier");
        String aggregateId = row.getString("aggregate_identifier");
        return new GenericDomainEventEntry<>(
                row.getString("type"),
                // An event of no aggregate was stored under its own id.
                aggregateId.equals(id) ? null : aggregateId,
                row.getLong("sequence_number"),
                id,
                row.getString("time_stamp"),
                row.getString("payload_type"),
                row.getString("payload_revision"),
                row.getBytes("payload"),
                row.getBytes("meta_data"));
    }
}
