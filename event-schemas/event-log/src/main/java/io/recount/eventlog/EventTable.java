package io.recount.eventlog;

import io.recount.audit.LogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code event_log.events}, as SQL. */
final class EventTable {
    /** Where an append is announced; the payload is the new head's position. */
    static final String CHANNEL = "event_log";

    /**
     * One INSERT, however many events: arrays took as long as the driver's batches or less, and
     * need no rewriting of the statement. The announcement travels with it and is delivered by the
     * commit.
     */
    private static final String INSERT =
            """
            INSERT INTO event_log.events
                (position, event_identifier, aggregate_identifier, sequence_number, type,
                 time_stamp, payload_type, payload_revision, payload, meta_data, hash)
            SELECT * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                                 ?::text[], ?::text[], ?::text[], ?::bytea[], ?::bytea[], ?::bytea[]);
            SELECT pg_notify('%s', ?)"""
                    .formatted(CHANNEL);

    private static final String SELECT =
            """
            SELECT position, type, aggregate_identifier, sequence_number, event_identifier,
                   time_stamp, payload_type, payload_revision, payload, meta_data
            FROM event_log.events\s""";

    private final JdbcTemplate sql;
    private final JdbcClient jdbc;

    EventTable(DataSource dataSource) {
        sql = new JdbcTemplate(dataSource);
        jdbc = JdbcClient.create(sql);
    }

    /** Inserts the rows and announces them. */
    void insert(List<LogEntry> entries, List<byte[]> hashes) {
        ConnectionCallback<Boolean> insert =
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
                        bind(new Arrays(connection, statement), entries, hashes);
                        return statement.execute();
                    }
                };
        sql.execute(insert);
    }

    private static void bind(Arrays arrays, List<LogEntry> entries, List<byte[]> hashes)
            throws SQLException {
        arrays.numbers(entries, LogEntry::position);
        arrays.texts(entries, LogEntry::eventIdentifier);
        arrays.texts(entries, LogEntry::aggregateIdentifier);
        arrays.numbers(entries, LogEntry::sequenceNumber);
        arrays.texts(entries, LogEntry::type);
        arrays.texts(entries, LogEntry::timeStamp);
        arrays.texts(entries, LogEntry::payloadType);
        arrays.texts(entries, LogEntry::payloadRevision);
        arrays.bytes(entries, LogEntry::payload);
        arrays.bytes(entries, LogEntry::metaData);
        arrays.bytes(hashes, hash -> hash);
        arrays.text(Long.toString(entries.get(entries.size() - 1).position()));
    }

    /** A column is a parameter. */
    private static final class Arrays {
        private final Connection connection;
        private final PreparedStatement statement;
        private int column;

        Arrays(Connection connection, PreparedStatement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        void text(String value) throws SQLException {
            statement.setString(++column, value);
        }

        <T> void numbers(List<T> rows, Function<T, Long> value) throws SQLException {
            set("int8", rows.stream().map(value).toArray(Long[]::new));
        }

        <T> void texts(List<T> rows, Function<T, @Nullable String> value) throws SQLException {
            set("text", rows.stream().map(value).toArray(String[]::new));
        }

        <T> void bytes(List<T> rows, Function<T, byte @Nullable []> value) throws SQLException {
            set("bytea", rows.stream().map(value).toArray(byte[][]::new));
        }

        private void set(String type, Object[] values) throws SQLException {
            statement.setArray(++column, connection.createArrayOf(type, values));
        }
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
