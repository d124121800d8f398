package io.recount.worker.performance;

import io.recount.event.Attribution;
import io.recount.event.ConversionAttributed;
import io.recount.event.ExperimentArm;
import io.recount.wire.Topic;
import io.recount.worker.inbox.MessageHandler;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps of every conversion what became of it in {@code analytics.conversions}: attributed wins
 * over too late, that over unmatched; then the later click, by its id where both are of the same
 * instant. So order and repetition of messages do not matter.
 */
@Repository
class Conversions implements MessageHandler<ConversionAttributed> {
    private static final Comparator<ConversionAttributed> WEIGHT =
            Comparator.comparingInt((ConversionAttributed c) -> rank(c.getAttribution()))
                    .thenComparing(
                            ConversionAttributed::getClickedAt,
                            Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(ConversionAttributed::getClickId);

    private static final String UPSERT =
            """
            INSERT INTO analytics.conversions AS stored
                (conversion_id, order_id, click_id, attribution, advertiser_id, campaign_id, ad_id,
                 clicked_at, arms, value_micros, occurred_at, computed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
            ON CONFLICT (conversion_id) DO UPDATE SET
                click_id = excluded.click_id,
                attribution = excluded.attribution,
                advertiser_id = excluded.advertiser_id,
                campaign_id = excluded.campaign_id,
                ad_id = excluded.ad_id,
                clicked_at = excluded.clicked_at,
                arms = excluded.arms,
                value_micros = excluded.value_micros,
                occurred_at = excluded.occurred_at,
                computed_at = excluded.computed_at,
                stored_at = now()
            WHERE (array_position('{UNMATCHED,TOO_LATE,ATTRIBUTED}', excluded.attribution),
                   coalesce(excluded.clicked_at, '-infinity'), excluded.click_id COLLATE "C")
                > (array_position('{UNMATCHED,TOO_LATE,ATTRIBUTED}', stored.attribution),
                   coalesce(stored.clicked_at, '-infinity'), stored.click_id COLLATE "C")""";

    private final JdbcTemplate jdbc;
    private final JsonMapper json;

    Conversions(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    private static int rank(Attribution attribution) {
        return switch (attribution) {
            case UNMATCHED -> 1;
            case TOO_LATE -> 2;
            case ATTRIBUTED -> 3;
        };
    }

    @Override
    public Topic topic() {
        return Topic.PERFORMANCE_METRICS;
    }

    @Override
    public Class<ConversionAttributed> type() {
        return ConversionAttributed.class;
    }

    @Override
    public boolean isSideBySide() {
        return true;
    }

    @Override
    public Optional<String> refusal(ConversionAttributed conversion) {
        if (conversion.getConversionId().isBlank() || conversion.getValueMicros() < 0) {
            return Optional.of("ConversionAttributed without an id or with a negative value");
        }
        return conversion.getAttribution() != Attribution.UNMATCHED
                        && (conversion.getClickedAt() == null
                                || conversion.getCampaignId() == null
                                || conversion.getAdId() == null)
                ? Optional.of("ConversionAttributed has a click, but not when or of what ad")
                : Optional.empty();
    }

    @Override
    public void apply(List<ConversionAttributed> conversions) {
        TreeMap<String, ConversionAttributed> heaviest = new TreeMap<>();
        for (ConversionAttributed conversion : conversions) {
            heaviest.merge(
                    conversion.getConversionId(),
                    conversion,
                    (held, next) -> WEIGHT.compare(next, held) > 0 ? next : held);
        }
        jdbc.batchUpdate(UPSERT, heaviest.values().stream().map(this::row).toList());
    }

    private @Nullable Object[] row(ConversionAttributed conversion) {
        return new @Nullable Object[] {
            conversion.getConversionId(),
            conversion.getOrderId(),
            conversion.getClickId(),
            conversion.getAttribution().name(),
            conversion.getAdvertiserId(),
            conversion.getCampaignId(),
            conversion.getAdId(),
            timestamp(conversion.getClickedAt()),
            arms(conversion.getArms()),
            conversion.getValueMicros(),
            Timestamp.from(conversion.getOccurredAt()),
            Timestamp.from(conversion.getAt())
        };
    }

    private String arms(List<ExperimentArm> arms) {
        return json.writeValueAsString(
                arms.stream()
                        .map(
                                arm ->
                                        Map.of(
                                                "experimentId", arm.getExperimentId(),
                                                "arm", arm.getArm()))
                        .toList());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
