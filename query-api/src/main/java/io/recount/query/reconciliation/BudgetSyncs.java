package io.recount.query.reconciliation;

import static io.recount.query.Columns.instant;
import static io.recount.query.Columns.instantOrNull;
import static io.recount.query.Columns.longOrNull;

import io.recount.query.Columns;
import io.recount.query.TimedKey;
import io.recount.query.reconciliation.BudgetSyncView.Accuracy;
import io.recount.query.reconciliation.BudgetSyncView.Correction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code analytics.budget_comparisons} with the corrections that came of them. */
@Component
class BudgetSyncs {
    private static final String FILTER =
            """
             compared_at >= :from AND compared_at < :to
             AND (:advertiser::text IS NULL OR advertiser_id = :advertiser)
             AND (:campaign::text IS NULL OR campaign_id = :campaign)
            """;

    private final JdbcClient jdbc;

    BudgetSyncs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Null is everybody's, or every campaign's. */
    record Filter(
            @Nullable String advertiserId, @Nullable String campaignId, Instant from, Instant to) {}

    /** Newest first; null from the newest on. */
    List<BudgetSyncView> before(Filter filter, @Nullable TimedKey key, int limit) {
        return filtered(
                        """
                        SELECT b.*, c.status, c.found_spent_micros, c.settled_at
                        FROM (SELECT * FROM analytics.budget_comparisons WHERE %s
                                AND (:at::timestamptz IS NULL
                                     OR (compared_at, campaign_id) < (:at, :id))
                              ORDER BY compared_at DESC, campaign_id DESC LIMIT :limit) b
                        LEFT JOIN analytics.counter_corrections c
                               ON c.campaign_id = b.campaign_id AND c.detected_at = b.compared_at
                        ORDER BY compared_at DESC, b.campaign_id DESC""",
                        filter)
                .param("at", key == null ? null : Columns.timestamp(key.at()))
                .param("id", key == null ? null : key.id())
                .param("limit", limit)
                .query((row, n) -> view(row))
                .list();
    }

    Accuracy accuracy(Filter filter) {
        return filtered(
                        """
                        SELECT count(*) AS compared, count(*) FILTER (WHERE NOT drifted) AS accurate
                        FROM analytics.budget_comparisons WHERE %s""",
                        filter)
                .query(
                        (row, n) ->
                                accuracy(filter, row.getLong("compared"), row.getLong("accurate")))
                .single();
    }

    private JdbcClient.StatementSpec filtered(String sql, Filter filter) {
        return jdbc.sql(sql.formatted(FILTER))
                .param("from", Columns.timestamp(filter.from))
                .param("to", Columns.timestamp(filter.to))
                .param("advertiser", filter.advertiserId)
                .param("campaign", filter.campaignId);
    }

    private static Accuracy accuracy(Filter filter, long compared, long accurate) {
        return new Accuracy(
                filter.from, filter.to, compared, accurate, Columns.ratio(accurate, compared));
    }

    private static BudgetSyncView view(ResultSet row) throws SQLException {
        return new BudgetSyncView(
                row.getString("campaign_id"),
                row.getString("advertiser_id"),
                instant(row, "compared_at"),
                instant(row, "day_start"),
                longOrNull(row, "redis_spent_micros"),
                longOrNull(row, "redis_position"),
                row.getLong("ledger_spent_micros"),
                longOrNull(row, "stream_spent_micros"),
                row.getLong("position"),
                row.getLong("daily_budget_micros"),
                Columns.ofPpm(row.getLong("difference_ppm")),
                row.getBoolean("drifted"),
                correction(row));
    }

    private static @Nullable Correction correction(ResultSet row) throws SQLException {
        String status = row.getString("status");
        return status == null
                ? null
                : new Correction(
                        status,
                        longOrNull(row, "found_spent_micros"),
                        instantOrNull(row, "settled_at"));
    }
}
