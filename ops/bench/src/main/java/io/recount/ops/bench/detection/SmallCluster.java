package io.recount.ops.bench.detection;

import io.recount.analytics.anomaly.AnomalyDetection;
import io.recount.analytics.quality.CampaignCategory;
import io.recount.analytics.quality.QualityScores;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.analytics.stream.TrafficEvent;
import io.recount.ops.traffic.truth.VisitorTruth;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs the job's detection and quality, as the job builds them, over ground truth. */
final class SmallCluster {
    private static final Duration SCORED_EVERY = Duration.ofMinutes(10);

    private SmallCluster() {}

    /** What they wrote to their topics. */
    record Written(List<SpecificRecord> alerts, List<SpecificRecord> scores) {}

    static Written run(Minutes.Truth truth, long minutes) throws Exception {
        Configuration config = new Configuration();
        config.set(PipelineOptions.GENERIC_TYPES, false);
        config.set(PipelineOptions.OBJECT_REUSE, true);
        // One process: what is stopped for a while, as a whole, has lost nobody.
        config.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofHours(1));
        var env = StreamExecutionEnvironment.createLocalEnvironment(1, config);
        var told =
                env.fromSource(
                                new NumberSequenceSource(0, minutes - 1),
                                WatermarkStrategy.noWatermarks(),
                                "minutes")
                        .process(new Minutes(truth), TypeInformation.of(TrafficEvent.class));
        DataStream<TrafficEvent> traffic =
                told.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<TrafficEvent>forGenerator(context -> new EachSecond())
                                .withTimestampAssigner((event, before) -> event.atMs()));
        DataStream<ConversionEvent> orders =
                told.getSideOutput(Minutes.ORDERS)
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<ConversionEvent>forMonotonousTimestamps()
                                        .withTimestampAssigner(
                                                (order, before) -> order.occurredAtMs()));
        Gathered alerts = new Gathered("alerts");
        Gathered scores = new Gathered("scores");
        QualityScores.build(
                AnomalyDetection.build(traffic, true, alerts),
                orders,
                env.fromData(categories()),
                SCORED_EVERY,
                scores);
        env.execute("detection");
        return new Written(alerts.take(), scores.take());
    }

    private static CampaignCategory[] categories() {
        return VisitorTruth.categories().entrySet().stream()
                .map(entry -> new CampaignCategory(entry.getKey(), entry.getValue()))
                .toArray(CampaignCategory[]::new);
    }

    /** With each second of the events, three behind them: not with each moment of the clock. */
    private static final class EachSecond implements WatermarkGenerator<TrafficEvent> {
        private static final long BEHIND_MS = 3_000;
        private long newestMs = Long.MIN_VALUE;

        @Override
        public void onEvent(TrafficEvent event, long atMs, WatermarkOutput output) {
            if (Math.floorDiv(atMs, 1_000L) > Math.floorDiv(newestMs, 1_000L)) {
                newestMs = atMs;
                output.emitWatermark(new Watermark(atMs - BEHIND_MS));
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {}
    }
}
