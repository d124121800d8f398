package io.recount.ops.drill.invariant;

import io.recount.audit.LogEntry;
import io.recount.ops.parts.LogRows;
import io.recount.wire.AvroCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.avro.specific.SpecificRecord;

/** Reads the log from its beginning, whatever its length. */
final class EventLog {
    private static final int FETCHED_ROWS = 2_000;

    private EventLog() {}

    /** Takes the rows in the order of their positions; false ends the reading. */
    interface Rows {
        boolean row(LogEntry entry, byte[] hash) throws SQLException;
    }

    /** Takes the events in the order of their positions. */
    interface Events {
        void event(long position, SpecificRecord event) throws SQLException;
    }

    static void forEach(Connection database, Events events) throws SQLException {
        forEachRow(
                database,
                (entry, hash) -> {
                    events.event(entry.position(), AvroCodec.decode(entry.payload()));
                    return true;
                });
    }

    static void forEachRow(Connection database, Rows rows) throws SQLException {
        try (PreparedStatement select =
                database.prepareStatement("SELECT * FROM event_log.events ORDER BY position")) {
            select.setFetchSize(FETCHED_ROWS);
            try (ResultSet row = select.executeQuery()) {
                boolean goOn = true;
                while (goOn && row.next()) {
                    goOn = rows.row(LogRows.entry(row), row.getBytes("hash"));
                }
            }
        }
    }
}
