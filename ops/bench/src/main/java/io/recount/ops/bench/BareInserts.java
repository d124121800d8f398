package io.recount.ops.bench;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rows of a charge and nothing else: one event, two ledger entries, one decided click, in JDBC
 * batches that the driver rewrites, as many charges a transaction as the gateway had. The rows are
 * copies of the gateway's own, in tables of the same definition.
 */
final class BareInserts implements AutoCloseable {
    private static final String EVENT =
            """
            INSERT INTO bare.events (position, event_identifier, aggregate_identifier,
                sequence_number, type, time_stamp, payload_type, payload_revision, payload,
                meta_data, hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String ENTRY =
            """
            INSERT INTO bare.ledger_entries (position, entry, advertiser_id, account,
                amount_micros, balance_after_micros, currency, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String CLICK =
            """
            INSERT INTO bare.decided_clicks (click_id, advertiser_id, campaign_id, ad_id, outcome,
                budget_limit, charged_micros, decided_at, position)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private final Connection connection;
    private final Rows event;
    private final Rows prepaid;
    private final Rows revenue;
    private final Rows click;
    private long position;

    private BareInserts(String url) throws SQLException {
        connection = DriverManager.getConnection(url + "&reWriteBatchedInserts=true");
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    DROP SCHEMA IF EXISTS bare CASCADE;
                    CREATE SCHEMA bare;
                    CREATE TABLE bare.events (LIKE event_log.events INCLUDING ALL);
                    CREATE TABLE bare.ledger_entries (LIKE event_log.ledger_entries INCLUDING ALL);
                    CREATE TABLE bare.decided_clicks (LIKE event_log.decided_clicks INCLUDING ALL)""");
        }
        String last = " FROM event_log.decided_clicks ORDER BY position DESC LIMIT 1";
        String at = " WHERE position = (SELECT max(position) FROM event_log.decided_clicks)";
        event =
                Rows.sample(
                        connection,
                        "SELECT position, event_identifier, aggregate_identifier, sequence_number,"
                                + " type, time_stamp, payload_type, payload_revision, payload,"
                                + " meta_data, hash FROM event_log.events"
                                + at,
                        EVENT);
        String entries =
                "SELECT position, entry, advertiser_id, account, amount_micros,"
                        + " balance_after_micros, currency, at FROM event_log.ledger_entries"
                        + at
                        + " AND entry = ";
        prepaid = Rows.sample(connection, entries + 1, ENTRY);
        revenue = Rows.sample(connection, entries + 2, ENTRY);
        click =
                Rows.sample(
                        connection,
                        "SELECT click_id, advertiser_id, campaign_id, ad_id, outcome, budget_limit,"
                                + " charged_micros, decided_at, position"
                                + last,
                        CLICK);
        connection.setAutoCommit(false);
    }

    /** Charges a second of each round. */
    static List<Double> run(String url, int batch, Pace pace, PrintStream out) throws SQLException {
        List<Double> perSecond = new ArrayList<>();
        try (BareInserts inserts = new BareInserts(url)) {
            inserts.during(pace.warmUp().toNanos() / 4, batch);
            for (int round = 1; round <= pace.rounds(); round++) {
                perSecond.add(inserts.during(pace.round().toNanos(), batch));
                out.printf(
                        Locale.ROOT,
                        "round %d: bare inserts, %d a commit %,9.0f/s%n",
                        round,
                        batch,
                        perSecond.get(round - 1));
            }
        }
        return perSecond;
    }

    private double during(long nanos, int batch) throws SQLException {
        long begun = System.nanoTime();
        long end = begun + nanos;
        long charges = 0;
        while (System.nanoTime() < end) {
            insert(batch);
            charges += batch;
        }
        return charges * 1e9 / (System.nanoTime() - begun);
    }

    private void insert(int batch) throws SQLException {
        for (int i = 0; i < batch; i++) {
            long next = ++position;
            String id = "00000000-0000-4000-8000-" + String.format("%012d", next);
            event.add(row -> row.set(1, next).set(2, id).set(4, next));
            prepaid.add(row -> row.set(1, next));
            revenue.add(row -> row.set(1, next));
            click.add(row -> row.set(1, id + id.substring(0, 4)).set(9, next));
        }
        event.insert();
        prepaid.insert();
        revenue.insert();
        click.insert();
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
