package io.recount.worker.daily;

import io.recount.worker.daily.Calendar.Day;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Folds minutes of {@code window_results} into {@code day_results}. */
@Repository
class DayResults {
    private final JdbcClient jdbc;
    private final Clock clock;

    DayResults(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param foldedTo end of the last day folded; where there is none, when it registered
     */
    record Advertiser(String id, Calendar calendar, Instant foldedTo) {}

    List<Advertiser> advertisers() {
        return jdbc.sql(
                        """
                        SELECT advertiser_id, time_zone, zone_before, zone_from,
                               coalesce(day_end, registered_at) AS folded_to
                        FROM read_model.advertisers
                        LEFT JOIN analytics.folded_to USING (advertiser_id)
                        ORDER BY advertiser_id""")
                .query(DayResults::advertiser)
                .list();
    }

    private static Advertiser advertiser(ResultSet row, int n) throws SQLException {
        @Nullable String before = row.getString("zone_before");
        @Nullable Timestamp changed = row.getTimestamp("zone_from");
        return new Advertiser(
                row.getString("advertiser_id"),
                new Calendar(
                        ZoneId.of(row.getString("time_zone")),
                        before == null ? null : ZoneId.of(before),
                        changed == null ? null : changed.toInstant()),
                row.getTimestamp("folded_to").toInstant());
    }

    /**
     * Of all these advertisers, who have this day. A result only grows: where minutes were dropped
     * meanwhile, what was folded from more of them stays.
     */
    void fold(Day day, Collection<String> advertiserIds) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.day_results AS stored
                            (scope, id, day_start, day_end, advertiser_id, campaign_id,
                             impressions, clicks, invalid_clicks, conversions, cost_micros,
                             credited_clicks, credited_micros, revision, open_minutes, folded_at)
                        SELECT scope, id, :start, :end, min(advertiser_id), min(campaign_id),
                               coalesce(sum(impressions) FILTER (WHERE complete), 0),
                               coalesce(sum(clicks) FILTER (WHERE complete), 0),
                               coalesce(sum(invalid_clicks) FILTER (WHERE complete), 0),
                               coalesce(sum(conversions) FILTER (WHERE complete), 0),
                               coalesce(sum(cost_micros) FILTER (WHERE complete), 0),
                               coalesce(sum(credited_clicks) FILTER (WHERE complete), 0),
                               coalesce(sum(credited_micros) FILTER (WHERE complete), 0),
                               coalesce(sum(revision) FILTER (WHERE complete), 0),
                               count(*) FILTER (WHERE NOT complete), :now
                        FROM analytics.window_results
                        WHERE window_ms = 60000 AND window_start >= :start AND window_start < :end
                          AND advertiser_id = ANY (:advertisers::text[])
                        GROUP BY scope, id
                        ON CONFLICT (scope, id, day_start) DO UPDATE SET
                            day_end = excluded.day_end,
                            impressions = excluded.impressions,
                            clicks = excluded.clicks,
                            invalid_clicks = excluded.invalid_clicks,
                            conversions = excluded.conversions,
                            cost_micros = excluded.cost_micros,
                            credited_clicks = excluded.credited_clicks,
                            credited_micros = excluded.credited_micros,
                            revision = excluded.revision,
                            open_minutes = excluded.open_minutes,
                            folded_at = excluded.folded_at
                        WHERE excluded.revision > stored.revision
                           OR (excluded.revision = stored.revision
                               AND excluded.open_minutes < stored.open_minutes)""")
                .param("start", Timestamp.from(day.start()))
                .param("end", Timestamp.from(day.end()))
                .param("now", Timestamp.from(clock.instant()))
                .param("advertisers", advertiserIds.toArray(String[]::new))
                .update();
    }

    /** Remembers that all days of these advertisers up to then were folded. */
    void foldedTo(Instant end, Collection<String> advertiserIds) {
        jdbc.sql(
                        """
                        INSERT INTO analytics.folded_to AS stored (advertiser_id, day_end)
                        SELECT unnest(:advertisers::text[]), :end
                        ON CONFLICT (advertiser_id) DO UPDATE
                        SET day_end = greatest(stored.day_end, excluded.day_end)""")
                .param("end", Timestamp.from(end))
                .param("advertisers", advertiserIds.toArray(String[]::new))
                .update();
    }
}
