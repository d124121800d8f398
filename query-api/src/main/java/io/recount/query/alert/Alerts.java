package io.recount.query.alert;

import static io.recount.query.Columns.instant;

import io.recount.query.Columns;
import io.recount.query.TimedKey;
import io.recount.query.alert.AlertView.Accuracy;
import io.recount.query.alert.AlertView.Evidence;
import io.recount.query.alert.AlertView.Judged;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code analytics.alerts} with what became of them. */
@Component
class Alerts {
    private final JdbcClient jdbc;
    private final JsonMapper json;

    Alerts(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Null is everybody's, or every campaign's. */
    record Filter(@Nullable String advertiserId, @Nullable String campaignId) {}

    /** Newest first; null from the newest on. */
    List<AlertView> before(Filter filter, @Nullable TimedKey key, int limit) {
        return jdbc.sql(
                        """
                        SELECT a.*, v.verdict, v.note, v.judged_at,
                               coalesce(c.credited_clicks, 0) AS credited_clicks,
                               coalesce(c.credited_micros, 0) AS credited_micros
                        FROM (SELECT * FROM analytics.alerts
                              WHERE (:advertiser::text IS NULL OR advertiser_id = :advertiser)
                                AND (:campaign::text IS NULL OR campaign_id = :campaign)
                                AND (:at::timestamptz IS NULL OR (raised_at, alert_id) < (:at, :id))
                              ORDER BY raised_at DESC, alert_id DESC LIMIT :limit) a
                        LEFT JOIN read_model.alert_verdicts v USING (alert_id)
                        LEFT JOIN LATERAL (
                            SELECT sum(credited_clicks) AS credited_clicks,
                                   sum(credited_micros)::bigint AS credited_micros
                            FROM analytics.alert_credits WHERE alert_id = a.alert_id) c ON true
                        ORDER BY raised_at DESC, alert_id DESC""")
                .param("advertiser", filter.advertiserId)
                .param("campaign", filter.campaignId)
                .param("at", key == null ? null : Columns.timestamp(key.at()))
                .param("id", key == null ? null : key.id())
                .param("limit", limit)
                .query((row, n) -> view(row))
                .list();
    }

    Accuracy accuracy(Filter filter) {
        return jdbc.sql(
                        """
                        SELECT count(*) AS judged,
                               count(*) FILTER (WHERE v.verdict = 'TRUE') AS confirmed
                        FROM read_model.alert_verdicts v JOIN analytics.alerts USING (alert_id)
                        WHERE (:advertiser::text IS NULL OR advertiser_id = :advertiser)
                          AND (:campaign::text IS NULL OR campaign_id = :campaign)""")
                .param("advertiser", filter.advertiserId)
                .param("campaign", filter.campaignId)
                .query((row, n) -> accuracy(row.getLong("judged"), row.getLong("confirmed")))
                .single();
    }

    private static Accuracy accuracy(long judged, long right) {
        return new Accuracy(judged, right, Columns.ratio(right, judged));
    }

    private AlertView view(ResultSet row) throws SQLException {
        return new AlertView(
                row.getString("alert_id"),
                row.getString("kind"),
                row.getString("severity"),
                row.getString("invalid_traffic"),
                row.getString("advertiser_id"),
                row.getString("campaign_id"),
                row.getString("ad_id"),
                row.getString("rule_id"),
                row.getInt("rule_version"),
                instant(row, "from_at"),
                instant(row, "to_at"),
                row.getLong("click_count"),
                row.getLong("credited_clicks"),
                row.getLong("credited_micros"),
                List.of(json.readValue(row.getString("evidence"), Evidence[].class)),
                instant(row, "raised_at"),
                instant(row, "told_at"),
                judged(row));
    }

    private static @Nullable Judged judged(ResultSet row) throws SQLException {
        String verdict = row.getString("verdict");
        return verdict == null
                ? null
                : new Judged(verdict, row.getString("note"), instant(row, "judged_at"));
    }
}
