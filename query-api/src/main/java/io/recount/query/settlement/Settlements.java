package io.recount.query.settlement;

import static io.recount.query.Columns.instant;
import static io.recount.query.Columns.longOrNull;

import io.recount.query.Columns;
import io.recount.query.TimeRange;
import io.recount.query.TimedKey;
import io.recount.query.settlement.SettlementView.Late;
import io.recount.query.settlement.SettlementView.Line;
import io.recount.query.settlement.SettlementView.Sums;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code analytics.settlements} with their lines. */
@Component
class Settlements {
    private final JdbcClient jdbc;

    Settlements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static TimedKey keyOf(SettlementView settlement) {
        return new TimedKey(settlement.dayStart(), settlement.advertiserId());
    }

    /**
     * Newest first.
     *
     * @param advertiserId null for everybody's
     * @param range of days by their start
     * @param key null from the newest on
     */
    List<SettlementView> before(
            @Nullable String advertiserId, TimeRange range, @Nullable TimedKey key, int limit) {
        Map<TimedKey, SettlementView> views = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT * FROM analytics.settlements
                        WHERE (:advertiser::text IS NULL OR advertiser_id = :advertiser)
                          AND (:from::timestamptz IS NULL OR day_start >= :from)
                          AND (:to::timestamptz IS NULL OR day_start < :to)
                          AND (:at::timestamptz IS NULL OR (day_start, advertiser_id) < (:at, :id))
                        ORDER BY day_start DESC, advertiser_id DESC LIMIT :limit""")
                .param("advertiser", advertiserId)
                .param("from", Columns.timestamp(range.from()))
                .param("to", Columns.timestamp(range.to()))
                .param("at", key == null ? null : Columns.timestamp(key.at()))
                .param("id", key == null ? null : key.id())
                .param("limit", limit)
                .query(
                        row -> {
                            SettlementView view = view(row);
                            views.put(keyOf(view), view);
                        });
        addLines(views);
        addLate(views);
        return List.copyOf(views.values());
    }

    private void addLines(Map<TimedKey, SettlementView> views) {
        ofEach(
                views,
                """
                SELECT l.* FROM analytics.settlement_lines l
                JOIN unnest(:advertisers::text[], :days::timestamptz[])
                     AS of(advertiser_id, day_start) USING (advertiser_id, day_start)
                ORDER BY campaign_id, ad_id""",
                (view, row) -> view.lines().add(line(row)));
    }

    private void addLate(Map<TimedKey, SettlementView> views) {
        ofEach(
                views,
                """
                SELECT l.* FROM analytics.settlement_late l
                JOIN unnest(:advertisers::text[], :days::timestamptz[])
                     AS of(advertiser_id, day_start) USING (advertiser_id, day_start)
                ORDER BY position""",
                (view, row) -> view.late().add(late(row)));
    }

    private interface Part {
        void addTo(SettlementView view, ResultSet row) throws SQLException;
    }

    private void ofEach(Map<TimedKey, SettlementView> views, String query, Part part) {
        jdbc.sql(query)
                .param(
                        "advertisers",
                        views.keySet().stream().map(TimedKey::id).toArray(String[]::new))
                .param(
                        "days",
                        views.keySet().stream()
                                .map(key -> key.at().toString())
                                .toArray(String[]::new))
                .query(
                        row -> {
                            TimedKey key =
                                    new TimedKey(
                                            instant(row, "day_start"),
                                            row.getString("advertiser_id"));
                            part.addTo(Objects.requireNonNull(views.get(key)), row);
                        });
    }

    private static SettlementView view(ResultSet row) throws SQLException {
        return new SettlementView(
                row.getString("advertiser_id"),
                instant(row, "day_start"),
                instant(row, "day_end"),
                row.getString("time_zone"),
                row.getString("currency"),
                row.getInt("minor_digits"),
                sums(row, "micros"),
                sums(row, "minor"),
                row.getLong("charged_clicks"),
                row.getLong("credited_clicks"),
                longOrNull(row, "first_position"),
                longOrNull(row, "last_position"),
                row.getLong("log_position"),
                instant(row, "settled_at"),
                new ArrayList<>(),
                new ArrayList<>());
    }

    private static Sums sums(ResultSet row, String unit) throws SQLException {
        return new Sums(
                row.getLong("opening_" + unit),
                row.getLong("deposited_" + unit),
                row.getLong("refunded_" + unit),
                row.getLong("charged_" + unit),
                row.getLong("credited_" + unit),
                row.getLong("closing_" + unit));
    }

    private static Late late(ResultSet row) throws SQLException {
        return new Late(
                row.getLong("position"),
                instant(row, "at"),
                row.getString("kind"),
                textOrNull(row, "campaign_id"),
                textOrNull(row, "ad_id"),
                textOrNull(row, "click_id"),
                row.getLong("amount_micros"));
    }

    private static @Nullable String textOrNull(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text.isEmpty() ? null : text;
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getString("campaign_id"),
                textOrNull(row, "ad_id"),
                row.getLong("clicks"),
                row.getLong("charged_micros"),
                row.getLong("credited_clicks"),
                row.getLong("credited_micros"),
                row.getLong("charged_minor"),
                row.getLong("credited_minor"));
    }
}
