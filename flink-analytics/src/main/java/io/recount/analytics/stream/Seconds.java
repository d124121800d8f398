package io.recount.analytics.stream;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A tick each second of the clock, in one task, that holds no event time back. */
public final class Seconds {
    private Seconds() {}

    public static DataStream<Long> of(StreamExecutionEnvironment env, String uid) {
        GeneratorFunction<Long, Long> tick = number -> number;
        var seconds =
                new DataGeneratorSource<>(
                        tick, Long.MAX_VALUE, RateLimiterStrategy.perSecond(1), Types.LONG);
        return env.fromSource(
                        seconds,
                        WatermarkStrategy.forGenerator(context -> new AtTheEnd()),
                        "seconds",
                        Types.LONG)
                .uid(uid)
                .setParallelism(1);
    }

    /** Of its ticks none has an event time to wait for. */
    private static final class AtTheEnd implements WatermarkGenerator<Long> {
        @Override
        public void onEvent(Long tick, long atMs, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(Watermark.MAX_WATERMARK);
        }
    }
}
