package io.recount.ops.parts;

import io.recount.audit.ChainHash;
import io.recount.audit.ChainVerifier;
import io.recount.audit.LogEntry;
import io.recount.audit.PublishedHead;
import io.recount.audit.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;

/**
 * Rows of {@code event_log.events} for tests that need a log but not its engine. The chain of what
 * is appended holds; nobody else may append meanwhile, since the append lock is not taken.
 */
public final class LogRows {
    private LogRows() {}

    /** The entry of a row with all columns. */
    public static LogEntry entry(ResultSet row) throws SQLException {
        return new LogEntry(
                row.getLong("position"),
                row.getString("event_identifier"),
                row.getString("aggregate_identifier"),
                row.getLong("sequence_number"),
                row.getString("type"),
                row.getString("time_stamp"),
                row.getString("payload_type"),
                row.getString("payload_revision"),
                row.getBytes("payload"),
                row.getBytes("meta_data"));
    }

    /** Reads the rows as they stand and verifies them. */
    public static Verdict verify(Connection connection, Collection<PublishedHead> heads)
            throws SQLException {
        ChainVerifier verifier = new ChainVerifier(heads);
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT * FROM event_log.events ORDER BY position")) {
            while (rows.next()) {
                verifier.accept(entry(rows), rows.getBytes("hash"));
            }
        }
        return verifier.verdict();
    }

    /**
     * Appends the entry behind the last row, whatever position it says itself.
     *
     * @return the position that it got
     */
    public static long append(Connection connection, LogEntry entry) throws SQLException {
        long last = 0;
        byte[] hash = ChainHash.genesis();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                """
                                SELECT position, hash FROM event_log.events
                                ORDER BY position DESC LIMIT 1""")) {
            if (row.next()) {
                last = row.getLong(1);
                hash = row.getBytes(2);
            }
        }
        LogEntry placed =
                new LogEntry(
                        last + 1,
                        entry.eventIdentifier(),
                        entry.aggregateIdentifier(),
                        entry.sequenceNumber(),
                        entry.type(),
                        entry.timeStamp(),
                        entry.payloadType(),
                        entry.payloadRevision(),
                        entry.payload(),
                        entry.metaData());
        insert(connection, placed, ChainHash.next(hash, placed));
        return placed.position();
    }

    static void insert(Connection connection, LogEntry entry, byte[] hash) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO event_log.events
                            (position, event_identifier, aggregate_identifier, sequence_number,
                             type, time_stamp, payload_type, payload_revision, payload, meta_data,
                             hash)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setLong(1, entry.position());
            insert.setString(2, entry.eventIdentifier());
            insert.setString(3, entry.aggregateIdentifier());
            insert.setLong(4, entry.sequenceNumber());
            insert.setString(5, entry.type());
            insert.setString(6, entry.timeStamp());
            insert.setString(7, entry.payloadType());
            insert.setString(8, entry.payloadRevision());
            insert.setBytes(9, entry.payload());
            insert.setBytes(10, entry.metaData());
            insert.setBytes(11, hash);
            insert.executeUpdate();
        }
    }
}
