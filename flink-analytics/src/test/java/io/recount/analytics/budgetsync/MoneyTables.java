package io.recount.analytics.budgetsync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * The log's and the read model's own migrations, so that a change of theirs shows here, filled with
 * campaigns that were charged ten times each.
 */
final class MoneyTables implements AutoCloseable {
    private static final List<Path> MIGRATIONS =
            List.of(
                    Path.of("../event-schemas/event-log/src/main/resources/db/event_log"),
                    Path.of("../projections/src/main/resources/db/read_model"));

    private final Connection connection;

    MoneyTables(String jdbcUrl) throws SQLException, IOException {
        connection = DriverManager.getConnection(jdbcUrl);
        run("CREATE SCHEMA event_log");
        run("CREATE SCHEMA read_model");
        for (Path folder : MIGRATIONS) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    run(Files.readString(file));
                }
            }
        }
    }

    void campaign(String campaignId, long position) throws SQLException {
        run(
                """
                INSERT INTO read_model.campaigns
                    (campaign_id, advertiser_id, status, daily_budget_micros, created_at, position)
                VALUES (?, 'adv', 'ACTIVE', 1000000, now(), ?)""",
                campaignId,
                position);
    }

    /** Ten charges of 1,000 on that day and their sum, from {@code firstPosition} on. */
    void charges(String campaignId, String dayStart, long firstPosition) throws SQLException {
        run(
                """
                INSERT INTO read_model.ledger_lines
                    (event_id, position, advertiser_id, at, kind, amount_micros,
                     balance_after_micros, campaign_id, click_id)
                SELECT gen_random_uuid(), ? + n, 'adv', ?::timestamptz + n * interval '1 second',
                       'CHARGE', -1000, 1, ?, gen_random_uuid()
                FROM generate_series(0, 9) n""",
                firstPosition,
                dayStart,
                campaignId);
        run(
                """
                INSERT INTO read_model.spend
                    (campaign_id, day_start, advertiser_id, spent_micros, clicks, position)
                VALUES (?, ?::timestamptz, 'adv', 10000, 10, ?)""",
                campaignId,
                dayStart,
                firstPosition + 9);
    }

    void head(long position) throws SQLException {
        run(
                """
                INSERT INTO event_log.events
                    (position, event_identifier, aggregate_identifier, sequence_number, time_stamp,
                     payload_type, payload, hash)
                VALUES (?, gen_random_uuid(), 'adv', 0, '', '', '', sha256('x'))""",
                position);
    }

    /** A projection has come to there. */
    void progress(String projection, long position) throws SQLException {
        run(
                """
                INSERT INTO read_model.token_entry (processor_name, segment, token, timestamp)
                VALUES (?, 0, ?::text::bytea, now()::text)
                ON CONFLICT (processor_name, segment) DO UPDATE SET token = excluded.token""",
                projection,
                "{\"globalIndex\": " + position + "}");
    }

    private void run(String sql, Object... values) throws SQLException {
        if (values.length == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
