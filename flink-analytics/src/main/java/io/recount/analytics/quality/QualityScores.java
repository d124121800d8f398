package io.recount.analytics.quality;

import io.recount.analytics.anomaly.AnomalyDetection;
import io.recount.analytics.anomaly.Shows;
import io.recount.analytics.anomaly.SlottedClick;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.analytics.stream.TopicMessage;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores from what honest visitors saw, clicked and bought, to {@code quality-score-updates}.
 *
 * <p>An ad is held against those of its campaign's category, in each slot for itself, and each
 * category against all ads; so one task has them all. What it gets is added up before.
 */
public final class QualityScores {
    private static final String ALL = "all ads";

    private QualityScores() {}

    public static void build(
            AnomalyDetection.Honest honest,
            DataStream<ConversionEvent> conversions,
            DataStream<CampaignCategory> categories,
            Duration every,
            Sink<TopicMessage> qualityScoreUpdates) {
        DataStream<Told> shown =
                honest.shows()
                        .map(QualityScores::shown, TypeInformation.of(Told.class))
                        .uid("quality-shown")
                        .name("shown ads");
        DataStream<Told> clicked =
                honest.clicks()
                        .map(QualityScores::clicked, TypeInformation.of(Told.class))
                        .uid("quality-clicked")
                        .name("clicked ads");
        DataStream<Told> converted =
                conversions
                        .flatMap(
                                (conversion, out) -> {
                                    @Nullable Told told = converted(conversion);
                                    if (told != null) {
                                        out.collect(told);
                                    }
                                },
                                TypeInformation.of(Told.class))
                        .uid("quality-converted")
                        .name("converted ads");
        shown.union(clicked, converted)
                .keyBy(told -> ALL, Types.STRING)
                .connect(categories.keyBy(category -> ALL, Types.STRING))
                .process(new GroupScores(every), TypeInformation.of(TopicMessage.class))
                .uid("quality-scores")
                .name("quality scores")
                .sinkTo(qualityScoreUpdates)
                .uid("quality-kafka")
                .name("quality scores for Kafka");
    }

    private static Told shown(Shows shows) {
        String adId = shows.key().substring(shows.key().indexOf('/', "AD/".length()) + 1);
        return new Told(
                Told.Kind.SHOWN,
                adId,
                shows.campaignId(),
                shows.advertiserId(),
                shows.slot(),
                shows.count(),
                shows.atMs());
    }

    private static Told clicked(SlottedClick click) {
        return new Told(
                Told.Kind.CLICKED,
                click.adId(),
                click.campaignId(),
                click.advertiserId(),
                click.slot(),
                1,
                click.atMs());
    }

    private static @Nullable Told converted(ConversionEvent conversion) {
        @Nullable String adId = conversion.adId();
        @Nullable String campaignId = conversion.campaignId();
        @Nullable String advertiserId = conversion.advertiserId();
        return adId == null || campaignId == null || advertiserId == null
                ? null
                : new Told(
                        Told.Kind.CONVERTED,
                        adId,
                        campaignId,
                        advertiserId,
                        0,
                        1,
                        conversion.occurredAtMs());
    }
}
