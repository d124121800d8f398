package io.recount.ops.bench;

import io.recount.event.WindowResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/** The worker's rows and nothing else, into tables of the same definition, as many a commit. */
final class BareRows implements AutoCloseable {
    /** As many as the worker takes from the broker at once. */
    static final int ROWS_A_COMMIT = 2_000;

    private static final String COLUMNS =
            """
            "partition", kafka_offset, event_id, kind, at, advertiser_id, campaign_id, ad_id,
            click_id, outcome, amount_micros, log_position, key, payload, archived_at""";

    private static final String UPSERT =
            """
            INSERT INTO bare.window_results AS stored
                (scope, id, window_ms, window_start, advertiser_id, campaign_id, impressions,
                 clicks, invalid_clicks, conversions, cost_micros, revision, complete, computed_at,
                 credited_clicks, credited_micros, late)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (scope, id, window_ms, window_start, late) DO UPDATE SET
                impressions = excluded.impressions, clicks = excluded.clicks,
                cost_micros = excluded.cost_micros, revision = excluded.revision,
                complete = excluded.complete, computed_at = excluded.computed_at,
                stored_at = now()
            WHERE excluded.revision > stored.revision""";

    private final Connection connection;

    BareRows(String url) throws SQLException {
        connection = DriverManager.getConnection(url + "&reWriteBatchedInserts=true");
        try (Statement sql = connection.createStatement()) {
            sql.execute(
                    """
                    CREATE SCHEMA bare;
                    CREATE TABLE bare.window_results (LIKE analytics.window_results INCLUDING ALL);
                    CREATE TABLE bare.raw_events (LIKE analytics.raw_events INCLUDING ALL)""");
        }
        connection.setAutoCommit(false);
    }

    /** Returns rows per second. */
    double upsert(List<WindowResult> results) throws SQLException {
        long begun = System.nanoTime();
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            int rows = 0;
            for (WindowResult result : results) {
                add(upsert, result);
                if (++rows % ROWS_A_COMMIT == 0) {
                    upsert.executeBatch();
                    connection.commit();
                }
            }
            upsert.executeBatch();
            connection.commit();
        }
        return results.size() * 1e9 / (System.nanoTime() - begun);
    }

    private static void add(PreparedStatement upsert, WindowResult result) throws SQLException {
        upsert.setString(1, result.getScope().name());
        upsert.setString(2, result.getId());
        upsert.setLong(3, result.getWindowMs());
        upsert.setTimestamp(4, Timestamp.from(result.getWindowStart()));
        upsert.setString(5, result.getAdvertiserId());
        upsert.setString(6, result.getCampaignId());
        upsert.setLong(7, result.getImpressions());
        upsert.setLong(8, result.getClicks());
        upsert.setLong(9, result.getInvalidClicks());
        upsert.setLong(10, result.getConversionCount());
        upsert.setLong(11, result.getCostMicros());
        upsert.setLong(12, result.getRevision());
        upsert.setBoolean(13, result.getComplete());
        upsert.setTimestamp(14, Timestamp.from(result.getComputedAt()));
        upsert.setLong(15, result.getCreditedClicks());
        upsert.setLong(16, result.getCreditedMicros());
        upsert.setBoolean(17, result.getLate());
        upsert.addBatch();
    }

    /** The rows that the worker archived, as the server itself writes them for a binary COPY. */
    List<byte[]> archived() throws SQLException, IOException {
        List<byte[]> copies = new ArrayList<>();
        long rows;
        try (Statement sql = connection.createStatement()) {
            rows =
                    sql.executeLargeUpdate(
                            """
                            CREATE TABLE bare.numbered AS
                            SELECT row_number() OVER (ORDER BY "partition", kafka_offset) AS n, *
                            FROM analytics.raw_events""");
        }
        for (long from = 1; from <= rows; from += ROWS_A_COMMIT) {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            """
                            COPY (SELECT %s FROM bare.numbered WHERE n BETWEEN %d AND %d)
                            TO STDOUT (FORMAT binary)"""
                                    .formatted(COLUMNS, from, from + ROWS_A_COMMIT - 1),
                            copy);
            copies.add(copy.toByteArray());
        }
        connection.commit();
        return copies;
    }

    /** Returns rows per second. */
    double copy(List<byte[]> copies) throws SQLException, IOException {
        long rows = 0;
        long begun = System.nanoTime();
        for (byte[] copy : copies) {
            rows +=
                    connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyIn(
                                    "COPY bare.raw_events ("
                                            + COLUMNS
                                            + ") FROM STDIN (FORMAT binary)",
                                    new ByteArrayInputStream(copy));
            connection.commit();
        }
        return rows * 1e9 / (System.nanoTime() - begun);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
