package io.recount.query.metrics;

import io.recount.query.advertiser.DayZones;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The stream's one-minute results of an ad or a campaign, folded into windows of any length, with
 * the ledger's credits and the attributed conversions beside them, each in the window of its click.
 * What came too late for a minute is a row beside the minute's own: both together are all.
 */
@Component
public class Metrics {
    /** A minute's result is there this long after the minute's end, unless the stream is behind. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(30);

    private static final Duration NEWEST_WITHIN = Duration.ofHours(1);

    private final JdbcClient jdbc;

    Metrics(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whose figures they are, and when its days begin. */
    record Owner(String advertiserId, DayZones zones) {}

    Optional<Owner> ownerOf(MetricScope scope, String id) {
        return jdbc.sql(
                        """
                        SELECT advertiser_id, a.time_zone, a.zone_before, a.zone_from FROM %s
                        JOIN read_model.advertisers a USING (advertiser_id) WHERE %s = ?"""
                                .formatted(table(scope), column(scope)))
                .param(id)
                .query((row, n) -> new Owner(row.getString(1), DayZones.of(row)))
                .optional();
    }

    private static String table(MetricScope scope) {
        return switch (scope) {
            case AD -> "read_model.ads";
            case CAMPAIGN -> "read_model.campaigns";
        };
    }

    private static String column(MetricScope scope) {
        return switch (scope) {
            case AD -> "ad_id";
            case CAMPAIGN -> "campaign_id";
        };
    }

    /**
     * The windows that have a result, oldest first. Of a day the worker keeps the sums when its
     * minutes are gone; while both are there, the one that counted more events is the newer.
     *
     * @param bounds starts of the windows, and the end of the last
     */
    List<MetricWindow> windows(MetricScope scope, String id, List<Instant> bounds, Instant now) {
        String[] starts = bounds.stream().map(Instant::toString).toArray(String[]::new);
        return jdbc.sql(
                        """
                        WITH minutes AS (
                            SELECT width_bucket(window_start, :starts::timestamptz[]) AS bucket,
                                   sum(impressions)::bigint AS impressions,
                                   sum(clicks)::bigint AS clicks,
                                   sum(invalid_clicks)::bigint AS invalid_clicks,
                                   sum(conversions)::bigint AS conversions,
                                   sum(cost_micros)::bigint AS cost_micros,
                                   sum(revision)::bigint AS revision,
                                   bool_and(complete) AS complete
                            FROM analytics.window_results
                            WHERE scope = :scope AND id = :id AND window_ms = 60000
                              AND window_start >= :from AND window_start < :to
                            GROUP BY bucket),
                        days AS (
                            SELECT width_bucket(day_start, :starts::timestamptz[]) AS bucket,
                                   impressions, clicks, invalid_clicks, conversions, cost_micros,
                                   revision, open_minutes = 0 AS complete
                            FROM analytics.day_results
                            WHERE scope = :scope AND id = :id
                              AND day_start = ANY(:starts::timestamptz[])
                              AND day_end = (:starts::timestamptz[])
                                  [width_bucket(day_start, :starts::timestamptz[]) + 1])
                        SELECT * FROM (
                            SELECT DISTINCT ON (bucket) * FROM
                                (SELECT * FROM minutes UNION ALL SELECT * FROM days) either
                            ORDER BY bucket, revision DESC) measured
                        LEFT JOIN (
                            SELECT width_bucket(clicked_at, :starts::timestamptz[]) AS bucket,
                                   count(*) AS conversions_by_click
                            FROM analytics.conversions
                            WHERE attribution = 'ATTRIBUTED' AND %1$s = :id
                              AND clicked_at >= :from AND clicked_at < :to
                            GROUP BY bucket) converted USING (bucket)
                        LEFT JOIN (
                            SELECT width_bucket(charged_at, :starts::timestamptz[]) AS bucket,
                                   count(*) AS credited_clicks,
                                   sum(amount_micros)::bigint AS credited_micros
                            FROM read_model.ledger_lines
                            WHERE kind = 'CREDIT' AND %1$s = :id
                              AND charged_at >= :from AND charged_at < :to
                            GROUP BY bucket) credited USING (bucket)
                        ORDER BY bucket"""
                                .formatted(column(scope)))
                .param("starts", starts)
                .param("scope", scope.name())
                .param("id", id)
                .param("from", Timestamp.from(bounds.get(0)))
                .param("to", Timestamp.from(bounds.get(bounds.size() - 1)))
                .query((row, n) -> folded(row, bounds, now))
                .list();
    }

    private static MetricWindow folded(ResultSet row, List<Instant> bounds, Instant now)
            throws SQLException {
        int bucket = row.getInt("bucket"); // Counted from 1.
        Instant end = bounds.get(bucket);
        return window(
                row,
                bounds.get(bucket - 1),
                row.getBoolean("complete") && !now.isBefore(end.plus(SETTLED_AFTER)));
    }

    /** The newest minute of each, by id; who had none within the hour is not in it. */
    public Map<String, MetricWindow> newest(
            MetricScope scope, Collection<String> ids, Instant now) {
        Map<String, MetricWindow> newest = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT * FROM (
                            SELECT DISTINCT ON (id) id, window_start,
                                   sum(impressions)::bigint AS impressions,
                                   sum(clicks)::bigint AS clicks,
                                   sum(invalid_clicks)::bigint AS invalid_clicks,
                                   sum(conversions)::bigint AS conversions,
                                   sum(cost_micros)::bigint AS cost_micros,
                                   sum(revision)::bigint AS revision,
                                   bool_and(complete) AS complete
                            FROM analytics.window_results
                            WHERE scope = :scope AND id IN (:ids) AND window_ms = 60000
                              AND window_start >= :from
                            GROUP BY id, window_start
                            ORDER BY id, window_start DESC) newest,
                        LATERAL (
                            SELECT count(*) AS conversions_by_click FROM analytics.conversions
                            WHERE attribution = 'ATTRIBUTED' AND %1$s = newest.id
                              AND clicked_at >= newest.window_start
                              AND clicked_at < newest.window_start + interval '1 minute') converted,
                        LATERAL (
                            SELECT count(*) AS credited_clicks,
                                   sum(amount_micros)::bigint AS credited_micros
                            FROM read_model.ledger_lines
                            WHERE kind = 'CREDIT' AND %1$s = newest.id
                              AND charged_at >= newest.window_start
                              AND charged_at < newest.window_start + interval '1 minute') credited"""
                                .formatted(column(scope)))
                .param("scope", scope.name())
                .param("ids", ids)
                .param("from", Timestamp.from(now.minus(NEWEST_WITHIN)))
                .query(
                        row -> {
                            newest.put(
                                    row.getString("id"),
                                    window(
                                            row,
                                            row.getTimestamp("window_start").toInstant(),
                                            row.getBoolean("complete")));
                        });
        return newest;
    }

    private static MetricWindow window(ResultSet row, Instant start, boolean complete)
            throws SQLException {
        return MetricWindow.of(
                start,
                row.getLong("impressions"),
                row.getLong("clicks"),
                row.getLong("invalid_clicks"),
                row.getLong("credited_clicks"),
                row.getLong("conversions"),
                row.getLong("conversions_by_click"),
                row.getLong("cost_micros"),
                row.getLong("credited_micros"),
                row.getLong("revision"),
                complete);
    }
}
