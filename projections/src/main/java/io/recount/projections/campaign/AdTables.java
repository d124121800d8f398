package io.recount.projections.campaign;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.AdAdded;
import io.recount.event.AdChanged;
import io.recount.event.AdQuality;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Newest;
import java.time.Instant;
import org.springframework.jdbc.core.JdbcTemplate;

/** The statements of {@code read_model.ads}: written only over an older position. */
final class AdTables {
    private final JdbcTemplate jdbc;

    AdTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** A quality score and when it was set. */
    record Score(AdQuality quality, Instant at) {}

    void putAds(Newest<AdAdded> ads) {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.ads
                    (ad_id, campaign_id, advertiser_id, title, description, landing_url,
                     display_url, image_url, created_at, position)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (ad_id) DO NOTHING""",
                ads.stream()
                        .map(
                                at -> {
                                    AdAdded e = at.value();
                                    return row(
                                            e.getAdId(),
                                            e.getCampaignId(),
                                            e.getAdvertiserId(),
                                            e.getTitle(),
                                            e.getDescription(),
                                            e.getLandingUrl(),
                                            e.getDisplayUrl(),
                                            e.getImageUrl(),
                                            e.getAt(),
                                            at.position());
                                }));
    }

    void changeAds(Newest<AdChanged> changes) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.ads
                SET title = ?, description = ?, landing_url = ?, display_url = ?, image_url = ?,
                    status = ?, position = ?
                WHERE ad_id = ? AND position < ?""",
                changes.stream()
                        .map(
                                at -> {
                                    AdChanged e = at.value();
                                    return row(
                                            e.getTitle(),
                                            e.getDescription(),
                                            e.getLandingUrl(),
                                            e.getDisplayUrl(),
                                            e.getImageUrl(),
                                            e.getStatus().name(),
                                            at.position(),
                                            e.getAdId(),
                                            at.position());
                                }));
    }

    void putScores(Newest<Score> scores) {
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.ads
                SET quality_e4 = ?, quality_low_e4 = ?, quality_high_e4 = ?, quality_clicks = ?,
                    quality_impressions = ?, quality_at = ?, quality_position = ?
                WHERE ad_id = ? AND quality_position < ?""",
                scores.stream()
                        .map(
                                at -> {
                                    AdQuality quality = at.value().quality();
                                    return row(
                                            quality.getScoreE4(),
                                            quality.getLowE4(),
                                            quality.getHighE4(),
                                            quality.getClicks(),
                                            quality.getImpressions(),
                                            at.value().at(),
                                            at.position(),
                                            at.id(),
                                            at.position());
                                }));
    }
}
