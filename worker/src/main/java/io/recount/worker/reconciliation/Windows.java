package io.recount.worker.reconciliation;

import io.recount.worker.reconciliation.Comparison.Kind;
import io.recount.worker.reconciliation.Comparison.Span;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The stream's windows against our own count of the archive, per ad and hour. Late results are
 * windows too: both together must be all.
 *
 * <p>What was sent more than once counts where it arrived first, as it does in the stream. An order
 * counts once; where it was told for several clicks, the stream counts whichever reaches it first,
 * which the archive cannot know. Such an order is allowed in any of its places, and the sum over
 * all ads must have it once.
 */
@Repository
class Windows {
    private static final String BOTH =
            """
            WITH sent AS (
                SELECT DISTINCT ON (kind, event_id) ad_id, kind, at, amount_micros
                FROM analytics.raw_events
                -- A repetition may fall on either side of the border: a token lives 30 min.
                WHERE at >= :from::timestamptz - interval '1 hour' AND at < :to::timestamptz + interval '1 hour'
                  AND (kind IN ('Impression', 'ClickCharged', 'ClickCredited')
                       OR (kind = 'ClickIgnored' AND outcome = 'INVALID_TRAFFIC'))
                ORDER BY kind, event_id, "partition", kafka_offset),
            counted AS (
                SELECT ad_id, date_trunc('hour', at, 'UTC') AS hour,
                       count(*) FILTER (WHERE kind = 'Impression') AS impressions,
                       count(*) FILTER (WHERE kind = 'ClickCharged') AS clicks,
                       count(*) FILTER (WHERE kind = 'ClickIgnored') AS invalid_clicks,
                       sum(amount_micros) FILTER (WHERE kind = 'ClickCharged') AS cost_micros,
                       count(*) FILTER (WHERE kind = 'ClickCredited') AS credited_clicks,
                       sum(amount_micros) FILTER (WHERE kind = 'ClickCredited') AS credited_micros
                FROM sent WHERE at >= :from AND at < :to GROUP BY 1, 2),
            told AS (
                SELECT DISTINCT ON (event_id, click_id) event_id, ad_id, at
                FROM analytics.raw_events
                -- An order is told again for as long as the topic keeps it.
                WHERE kind = 'Conversion' AND advertiser_id IS NOT NULL
                  AND campaign_id IS NOT NULL AND ad_id IS NOT NULL
                  AND at >= :from::timestamptz - interval '7 days' AND at < :to::timestamptz + interval '7 days'
                ORDER BY event_id, click_id, "partition", kafka_offset),
            places AS (
                SELECT DISTINCT event_id, ad_id, date_trunc('hour', at, 'UTC') AS hour FROM told),
            orders AS (
                SELECT event_id, ad_id, hour, count(*) OVER (PARTITION BY event_id) > 1 AS several,
                       hour >= :from AND hour < :to AS inside
                FROM places),
            ordered AS (
                SELECT ad_id, hour, count(*) FILTER (WHERE NOT several) AS sure,
                       count(*) AS possible
                FROM orders WHERE inside GROUP BY 1, 2),
            raw AS (SELECT * FROM counted FULL JOIN ordered USING (ad_id, hour)),
            windows AS (
                SELECT id AS ad_id, date_trunc('hour', window_start, 'UTC') AS hour,
                       sum(impressions) AS impressions, sum(clicks) AS clicks,
                       sum(invalid_clicks) AS invalid_clicks, sum(conversions) AS conversions,
                       sum(cost_micros) AS cost_micros, sum(credited_clicks) AS credited_clicks,
                       sum(credited_micros) AS credited_micros
                FROM analytics.window_results
                WHERE scope = 'AD' AND window_ms = 60000
                  AND window_start >= :from AND window_start < :to
                GROUP BY 1, 2),
            measured AS (
                SELECT ad_id, hour, measure, coalesce(least, 0)::bigint AS least,
                       coalesce(most, 0)::bigint AS most, coalesce(found, 0)::bigint AS found
                FROM raw FULL JOIN windows USING (ad_id, hour)
                CROSS JOIN LATERAL (VALUES
                    ('impressions', raw.impressions, raw.impressions, windows.impressions),
                    ('clicks', raw.clicks, raw.clicks, windows.clicks),
                    ('invalidClicks', raw.invalid_clicks, raw.invalid_clicks,
                     windows.invalid_clicks),
                    ('conversions', raw.sure, raw.possible, windows.conversions),
                    ('costMicros', raw.cost_micros, raw.cost_micros, windows.cost_micros),
                    ('creditedClicks', raw.credited_clicks, raw.credited_clicks,
                     windows.credited_clicks),
                    ('creditedMicros', raw.credited_micros, raw.credited_micros,
                     windows.credited_micros))
                    measures (measure, least, most, found)
                UNION ALL
                SELECT 'all ads', :from::timestamptz, 'conversions',
                       (SELECT count(*) FROM (SELECT FROM orders GROUP BY event_id
                                              HAVING bool_and(inside)) whole),
                       (SELECT count(DISTINCT event_id) FROM orders WHERE inside),
                       (SELECT coalesce(sum(conversions), 0) FROM windows)
                WHERE EXISTS (SELECT FROM orders WHERE several AND inside))
            """;

    private final JdbcClient jdbc;

    Windows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Counts(long compared, long differing) {}

    /** Of whole hours in UTC. */
    Comparison compare(Instant from, Instant to) {
        Counts counts =
                jdbc.sql(
                                BOTH
                                        + """
                                        SELECT count(*), count(*) FILTER (WHERE differs)
                                        FROM (SELECT bool_or(found NOT BETWEEN least AND most)
                                                  AS differs
                                              FROM measured GROUP BY ad_id, hour) hours""")
                        .param("from", Timestamp.from(from))
                        .param("to", Timestamp.from(to))
                        .query((row, n) -> new Counts(row.getLong(1), row.getLong(2)))
                        .single();
        Comparison comparison = new Comparison(Kind.WINDOWS, Span.of(from, to));
        comparison.add(
                counts.compared(),
                counts.differing(),
                counts.differing() == 0 ? List.of() : differences(from, to));
        return comparison;
    }

    private List<Difference> differences(Instant from, Instant to) {
        return jdbc.sql(
                        BOTH
                                + """
                                SELECT ad_id, hour, measure, found,
                                       CASE WHEN found < least THEN least ELSE most END AS expected
                                FROM measured WHERE found NOT BETWEEN least AND most
                                ORDER BY hour, ad_id, measure LIMIT :limit""")
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .param("limit", Comparison.KEPT_MAX)
                .query(Windows::difference)
                .list();
    }

    private static Difference difference(ResultSet row, int n) throws SQLException {
        return new Difference(
                row.getString("ad_id"),
                row.getTimestamp("hour").toInstant(),
                row.getString("measure"),
                row.getLong("expected"),
                row.getLong("found"));
    }
}
