package io.recount.analytics.budgetsync;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL on threads of its own, as many as connections: JDBC blocks. */
final class LedgerReader implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final int TIMEOUT_S = 10;

    private static final String ACTIVE =
            """
            SELECT campaign_id, advertiser_id, daily_budget_micros, auto_pause_percent, position
            FROM read_model.campaigns
            WHERE status = 'ACTIVE' AND daily_budget_micros IS NOT NULL
            """;

    /**
     * The days of a campaign lie one behind the other in the log. Of those that begin before the
     * position the last two are added up, since the very last may have all its charges behind it.
     */
    private static final String LEDGER =
            """
            WITH days AS (
                SELECT day_start, position,
                       lag(position, 1, 0::bigint) OVER (ORDER BY position) AS after,
                       sum(spent_micros) OVER (ORDER BY position) - spent_micros AS spent_before
                FROM read_model.spend WHERE campaign_id = ?),
            sums AS (
                SELECT d.day_start, d.spent_before, s.spent, s.clicks
                FROM (SELECT * FROM days WHERE after < ? ORDER BY position DESC LIMIT 2) d,
                     LATERAL (SELECT coalesce(-sum(amount_micros), 0) AS spent, count(*) AS clicks
                              FROM read_model.ledger_lines
                              WHERE advertiser_id = ? AND campaign_id = ? AND kind = 'CHARGE'
                                AND position > d.after AND position <= least(d.position, ?)) s
                WHERE s.clicks > 0 ORDER BY d.day_start DESC LIMIT 1)
            SELECT (SELECT coalesce(max(position), 0) FROM event_log.events),
                   coalesce((SELECT position FROM read_model.progress WHERE name = 'spend'), -1),
                   coalesce((SELECT position FROM read_model.progress WHERE name = 'counters'), -1),
                   coalesce((extract(epoch FROM sums.day_start) * 1000)::bigint, 0),
                   coalesce(sums.spent, 0)::bigint,
                   coalesce(sums.clicks, 0),
                   coalesce(sums.spent_before + sums.spent, 0)::bigint
            FROM (SELECT 1) one LEFT JOIN sums ON true
            """;

    private final HikariDataSource connections;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    CONNECTIONS,
                    task -> {
                        var thread = new Thread(task, "budget-sync-ledger");
                        thread.setDaemon(true);
                        return thread;
                    });

    /** Opens its connections when they are first needed. */
    LedgerReader(String jdbcUrl) {
        var source = new PGSimpleDataSource();
        source.setUrl(jdbcUrl);
        source.setApplicationName("recount-flink-budget-sync");
        source.setConnectTimeout(TIMEOUT_S);
        source.setSocketTimeout(TIMEOUT_S);
        source.setReadOnly(true);
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(TIMEOUT_S * 1_000L);
        config.setInitializationFailTimeout(-1);
        connections = new HikariDataSource(config);
    }

    /** All of them, idle ones too. */
    CompletableFuture<List<ActiveCampaign>> activeCampaigns() {
        return ask(this::readActive);
    }

    /** The campaign's last day with a charge at or before that position. */
    CompletableFuture<Ledger> ledger(ActiveCampaign campaign, long upTo) {
        return ask(() -> readLedger(campaign, upTo));
    }

    private <T> CompletableFuture<T> ask(Callable<T> question) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return question.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    private List<ActiveCampaign> readActive() throws SQLException {
        List<ActiveCampaign> campaigns = new ArrayList<>();
        try (Connection connection = connections.getConnection();
                PreparedStatement select = connection.prepareStatement(ACTIVE);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                campaigns.add(
                        new ActiveCampaign(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getLong(3),
                                rows.getInt(4),
                                rows.getLong(5)));
            }
        }
        return campaigns;
    }

    private Ledger readLedger(ActiveCampaign campaign, long upTo) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement select = connection.prepareStatement(LEDGER)) {
            select.setString(1, campaign.campaignId());
            select.setLong(2, upTo);
            select.setString(3, campaign.advertiserId());
            select.setString(4, campaign.campaignId());
            select.setLong(5, upTo);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Ledger(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7));
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        connections.close();
    }
}
