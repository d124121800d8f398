package io.recount.ops.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * What one would write by hand: the limits checked by a conditional UPDATE, the ledger's row
 * inserted by the same statement, the click id its key, a commit per click.
 */
final class HandWrittenSql implements Contender {
    private static final String CHARGE =
            """
            WITH charged AS (
                UPDATE budgets SET balance = balance - ?, day_spent = day_spent + ?
                WHERE advertiser = ? AND balance >= ? AND day_spent + ? <= day_budget
                RETURNING advertiser, balance)
            INSERT INTO ledger (click_id, advertiser, amount, balance_after, at)
            SELECT ?, advertiser, ?, balance, now() FROM charged""";

    private final HikariDataSource pool;

    HandWrittenSql(String url, int clients, int advertisers) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(clients);
        config.setMinimumIdle(clients);
        pool = new HikariDataSource(config);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE budgets (advertiser int PRIMARY KEY, balance bigint NOT NULL,
                        day_spent bigint NOT NULL, day_budget bigint NOT NULL)
                        WITH (fillfactor = 50);
                    CREATE TABLE ledger (click_id text PRIMARY KEY, advertiser int NOT NULL,
                        amount bigint NOT NULL, balance_after bigint NOT NULL CHECK (balance_after >= 0),
                        at timestamptz NOT NULL)""");
            statement.execute(
                    "INSERT INTO budgets SELECT n, 9e15::bigint, 0, 9e15::bigint FROM"
                            + " generate_series(0, "
                            + (advertisers - 1)
                            + ") AS n");
        }
    }

    @Override
    public String name() {
        return "hand-written SQL";
    }

    @Override
    public Client client() {
        return this::charge;
    }

    private Call charge(int advertiser) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(CHARGE)) {
            statement.setLong(1, CommandSide.PRICE_MICROS);
            statement.setLong(2, CommandSide.PRICE_MICROS);
            statement.setInt(3, advertiser);
            statement.setLong(4, CommandSide.PRICE_MICROS);
            statement.setLong(5, CommandSide.PRICE_MICROS);
            statement.setString(6, UUID.randomUUID().toString());
            statement.setLong(7, CommandSide.PRICE_MICROS);
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("Not charged");
            }
            return Call.ANSWERED;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
