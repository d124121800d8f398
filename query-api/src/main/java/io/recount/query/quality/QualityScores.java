package io.recount.query.quality;

import io.recount.query.Columns;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code analytics.quality_scores}. */
@Component
class QualityScores {
    private final JdbcClient jdbc;

    QualityScores(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<String> advertiserOf(String adId) {
        return jdbc.sql("SELECT advertiser_id FROM read_model.ads WHERE ad_id = ?")
                .param(adId)
                .query(String.class)
                .optional();
    }

    /** Newest first; null from the newest on. */
    List<QualityScoreView> before(String adId, @Nullable Instant before, int limit) {
        return jdbc.sql(
                        """
                        SELECT * FROM analytics.quality_scores
                        WHERE ad_id = :ad
                          AND (:before::timestamptz IS NULL OR scored_at < :before)
                        ORDER BY scored_at DESC LIMIT :limit""")
                .param("ad", adId)
                .param("before", Columns.timestamp(before))
                .param("limit", limit)
                .query((row, n) -> view(row))
                .list();
    }

    private static QualityScoreView view(ResultSet row) throws SQLException {
        Long cvrPpm = Columns.longOrNull(row, "cvr_ppm");
        return new QualityScoreView(
                row.getString("ad_id"),
                row.getString("campaign_id"),
                score(row, "score_e4"),
                score(row, "low_e4"),
                score(row, "high_e4"),
                row.getLong("clicks"),
                row.getLong("impressions"),
                Columns.ofPpm(row.getLong("ctr_ppm")),
                cvrPpm == null ? null : Columns.ofPpm(cvrPpm),
                row.getString("compared_with"),
                Columns.instant(row, "scored_at"));
    }

    private static BigDecimal score(ResultSet row, String column) throws SQLException {
        return BigDecimal.valueOf(row.getLong(column), QualityScoreView.DIGITS);
    }
}
