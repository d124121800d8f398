package io.recount.worker.quality;

import io.recount.event.QualityScored;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Keeps every score in {@code analytics.quality_scores}; {@link ScoreCalls} hands them on. */
@Repository
class Scores implements MessageHandler<QualityScored> {
    /** 10.0000, and the least above nothing. */
    private static final long SCORE_E4_MAX = 100_000;

    private final JdbcTemplate jdbc;

    Scores(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Topic topic() {
        return Topic.QUALITY_SCORE_UPDATES;
    }

    @Override
    public Class<QualityScored> type() {
        return QualityScored.class;
    }

    /** The same rules as the table's CHECKs and as command-api's. */
    @Override
    public Optional<String> refusal(QualityScored score) {
        boolean inOrder =
                score.getLowE4() >= 0
                        && score.getScoreE4() >= Math.max(1, score.getLowE4())
                        && score.getHighE4() >= score.getScoreE4()
                        && score.getHighE4() <= SCORE_E4_MAX;
        if (score.getAdId().isBlank() || score.getCampaignId().isBlank() || !inOrder) {
            return Optional.of(
                    "QualityScored %d in [%d, %d] of ad '%s'"
                            .formatted(
                                    score.getScoreE4(),
                                    score.getLowE4(),
                                    score.getHighE4(),
                                    score.getAdId()));
        }
        return score.getClicks() < 0 || score.getImpressions() < 0
                ? Optional.of("QualityScored with a negative count")
                : Optional.empty();
    }

    @Override
    public void apply(List<QualityScored> scores) {
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.quality_scores
                    (ad_id, campaign_id, advertiser_id, score_e4, low_e4, high_e4, clicks,
                     impressions, ctr_ppm, cvr_ppm, compared_with, scored_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (ad_id, scored_at) DO NOTHING""",
                scores.stream()
                        .sorted(Comparator.comparing(QualityScored::getAdId))
                        .map(Scores::row)
                        .toList());
    }

    private static @Nullable Object[] row(QualityScored score) {
        return new @Nullable Object[] {
            score.getAdId(),
            score.getCampaignId(),
            score.getAdvertiserId(),
            score.getScoreE4(),
            score.getLowE4(),
            score.getHighE4(),
            score.getClicks(),
            score.getImpressions(),
            score.getCtrPpm(),
            score.getCvrPpm(),
            score.getComparedWith(),
            Timestamp.from(score.getAt())
        };
    }
}
