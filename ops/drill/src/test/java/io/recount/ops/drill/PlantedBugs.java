package io.recount.ops.drill;

import io.recount.audit.LogEntry;
import io.recount.event.ClickCharged;
import io.recount.ops.parts.LogRows;
import io.recount.rules.Ledger;
import io.recount.wire.AvroCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** What a broken service would have written: the chain holds, whatever else does not. */
final class PlantedBugs {
    private final Connection connection;

    PlantedBugs(Connection connection) throws SQLException {
        this.connection = connection;
        for (String table :
                List.of(
                        "event_log.events",
                        "event_log.ledger_entries",
                        "event_log.decided_clicks")) {
            execute("ALTER TABLE " + table + " DISABLE TRIGGER ALL");
        }
    }

    /**
     * A charge of the log that left its advertiser enough for some more, above the day's budget.
     */
    record Charged(LogEntry entry, ClickCharged event) {}

    Charged charge() throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                """
                                SELECT * FROM event_log.events
                                WHERE payload_type = 'io.recount.event.ClickCharged'
                                ORDER BY position DESC""")) {
            while (row.next()) {
                LogEntry entry = LogRows.entry(row);
                ClickCharged event = AvroCodec.decode(entry.payload(), ClickCharged.class);
                long left = event.getDailyBudgetMicros() - event.getDaySpentAfterMicros();
                if (event.getBalanceAfterMicros() - left > 100 * event.getChargedMicros()) {
                    return new Charged(entry, event);
                }
            }
        }
        throw new IllegalStateException("No such charge");
    }

    /** The next charge after that one: right in itself, and in the ledger and among the claims. */
    static ClickCharged.Builder next(ClickCharged before, String clickId, long micros) {
        return ClickCharged.newBuilder(before)
                .setClickId(clickId)
                .setChargedMicros(micros)
                .setBalanceAfterMicros(before.getBalanceAfterMicros() - micros)
                .setDaySpentAfterMicros(before.getDaySpentAfterMicros() + micros)
                .setDayClicksAfter(before.getDayClicksAfter() + 1)
                .setTotalSpentAfterMicros(before.getTotalSpentAfterMicros() + micros);
    }

    /** Appends it to the log, and to the ledger where it moves money. */
    long append(LogEntry like, SpecificRecord event) throws SQLException {
        String id = UUID.randomUUID().toString();
        long sequence =
                number(
                        "SELECT max(sequence_number) + 1 FROM event_log.events"
                                + " WHERE aggregate_identifier = '"
                                + like.aggregateIdentifier()
                                + "'");
        long position =
                LogRows.append(
                        connection,
                        new LogEntry(
                                0,
                                id,
                                like.aggregateIdentifier(),
                                sequence,
                                like.type(),
                                like.timeStamp(),
                                event.getSchema().getFullName(),
                                like.payloadRevision(),
                                AvroCodec.encode(event),
                                like.metaData()));
        Ledger.Transfer transfer = Ledger.transfer(event);
        if (transfer != null) {
            book(position, transfer);
        }
        return position;
    }

    private void book(long position, Ledger.Transfer transfer) throws SQLException {
        int number = (int) number("SELECT min(entry) FROM event_log.ledger_entries");
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO event_log.ledger_entries
                            (position, entry, advertiser_id, account, amount_micros,
                             balance_after_micros, currency, at)
                        VALUES (?, ?, ?, ?, ?, ?, 'KRW', now())""")) {
            for (Ledger.Entry entry : transfer.entries()) {
                insert.setLong(1, position);
                insert.setInt(2, number++);
                insert.setString(3, transfer.advertiserId());
                insert.setString(4, entry.account().name().toLowerCase(Locale.ROOT));
                insert.setLong(5, entry.amountMicros());
                insert.setObject(6, entry.balanceAfterMicros());
                insert.executeUpdate();
            }
        }
    }

    /** Claims the click id, as the decision's transaction does. */
    void claim(ClickCharged event) throws SQLException {
        execute(
                """
                INSERT INTO event_log.decided_clicks
                SELECT (jsonb_populate_record(old, jsonb_build_object(
                    'click_id', '%s', 'charged_micros', %d))).*
                FROM event_log.decided_clicks old
                WHERE outcome = 'CHARGED' LIMIT 1"""
                        .formatted(event.getClickId(), event.getChargedMicros()));
    }

    /** Leaves an event out, as if it had never been written: what follows moves up. */
    void skip(long position) throws SQLException {
        execute("DELETE FROM event_log.events WHERE position = " + position);
        List<LogEntry> behind = new ArrayList<>();
        try (Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                "SELECT * FROM event_log.events WHERE position > %d ORDER BY position"
                                        .formatted(position))) {
            while (row.next()) {
                behind.add(LogRows.entry(row));
            }
        }
        execute("DELETE FROM event_log.events WHERE position > " + position);
        for (LogEntry entry : behind) {
            LogRows.append(connection, entry);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
