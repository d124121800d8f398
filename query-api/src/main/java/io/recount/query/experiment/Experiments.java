package io.recount.query.experiment;

import io.recount.query.experiment.ExperimentView.Arm;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Reads {@code read_model.price_experiments} with their arms and what the stream counted of each,
 * in one query.
 */
@Component
class Experiments {
    private final JdbcClient jdbc;

    Experiments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Newest first; ids are ordered by time.
     *
     * @param before an id; null from the newest on
     */
    List<ExperimentView> before(@Nullable String before, int limit, Instant now) {
        Map<String, ExperimentView> views = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT e.*, a.arm, a.weight, a.bid_multiplier_e4, a.clicks, a.cost_micros,
                               seen.impressions, seen.conversions
                        FROM (SELECT * FROM read_model.price_experiments
                              WHERE :before::text IS NULL OR experiment_id < :before
                              ORDER BY experiment_id DESC LIMIT :limit) e
                        JOIN read_model.price_arms a USING (experiment_id)
                        LEFT JOIN LATERAL (
                            SELECT sum(impressions)::bigint AS impressions,
                                   sum(conversions)::bigint AS conversions
                            FROM analytics.arm_window_results r
                            WHERE r.experiment_id = a.experiment_id AND r.arm = a.arm
                              AND window_ms = 3600000) seen ON true
                        ORDER BY experiment_id DESC, a.ordinal""")
                .param("before", before)
                .param("limit", limit)
                .query(
                        row -> {
                            String id = row.getString("experiment_id");
                            ExperimentView view = views.get(id);
                            if (view == null) {
                                view = view(row, now);
                                views.put(id, view);
                            }
                            view.arms().add(arm(row));
                        });
        return List.copyOf(views.values());
    }

    private static ExperimentView view(ResultSet row, Instant now) throws SQLException {
        Instant startsAt = row.getTimestamp("starts_at").toInstant();
        Instant endsAt = instant(row, "ends_at");
        Instant stoppedAt = instant(row, "stopped_at");
        return new ExperimentView(
                row.getString("experiment_id"),
                row.getString("name"),
                row.getString("layer"),
                ExperimentView.status(startsAt, endsAt, stoppedAt, now),
                row.getTimestamp("planned_at").toInstant(),
                startsAt,
                endsAt,
                stoppedAt,
                new ArrayList<>());
    }

    private static Arm arm(ResultSet row) throws SQLException {
        return Arm.of(
                row.getString("arm"),
                row.getInt("weight"),
                row.getLong("bid_multiplier_e4"),
                row.getLong("impressions"),
                row.getLong("clicks"),
                row.getLong("conversions"),
                row.getLong("cost_micros"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
