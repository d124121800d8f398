package io.recount.ops.bench.analytics;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.ConversionEvent;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Clicks, and an order of every twentieth within some minutes, made where they are used: the topic
 * and its reading are no part of it. Event time is so fast that a day and the hour after it hold
 * the clicks that are to be open; from then on as many end as come.
 */
record MadeClicks(DataStream<ChargedClick> clicks, DataStream<ConversionEvent> conversions) {
    private static final OutputTag<ConversionEvent> CONVERSIONS = new OutputTag<>("conversions") {};

    /** Numbers of a task; there are two. */
    private static final long PER_TASK = 1L << 60;

    private static final long BEGIN_MS = 1_700_000_000_000L;
    static final int CLICKS_AN_ORDER = 20;
    private static final int CLICKS_BETWEEN = 1_000;

    static MadeClicks build(StreamExecutionEnvironment env, long openClicks) {
        long openOfTask = openClicks / 2;
        SingleOutputStreamOperator<ChargedClick> clicks =
                env.fromSource(
                                new NumberSequenceSource(0, 2 * PER_TASK - 1),
                                WatermarkStrategy.<Long>forMonotonousTimestamps()
                                        .withTimestampAssigner(
                                                (number, none) -> atMs(number, openOfTask)),
                                FlinkProcess.SOURCE)
                        .process(new Making(openOfTask), TypeInformation.of(ChargedClick.class));
        return new MadeClicks(clicks, clicks.getSideOutput(CONVERSIONS));
    }

    private static long atMs(long number, long openOfTask) {
        double kept = Duration.ofHours(25).toMillis();
        return BEGIN_MS + (long) (number % PER_TASK * (kept / openOfTask));
    }

    private static String clickId(long number) {
        return "bench0000%03d-k%d".formatted(number % 50, number);
    }

    private static final class Making extends ProcessFunction<Long, ChargedClick> {
        private static final long serialVersionUID = 1L;
        private final long openOfTask;

        Making(long openOfTask) {
            this.openOfTask = openOfTask;
        }

        @Override
        public void processElement(Long number, Context context, Collector<ChargedClick> out) {
            long atMs = atMs(number, openOfTask);
            out.collect(click(number, atMs));
            boolean early = number % PER_TASK < CLICKS_BETWEEN;
            if (!early && number % CLICKS_AN_ORDER == 0) {
                context.output(CONVERSIONS, order(number - CLICKS_BETWEEN, atMs));
            }
        }

        private static ChargedClick click(long number, long atMs) {
            return new ChargedClick(
                    clickId(number),
                    "bench0000001",
                    "bench0000001-c1",
                    "bench0000001-c1-a1",
                    Arm.NONE,
                    atMs,
                    atMs,
                    0,
                    100_000_000,
                    0,
                    0,
                    0,
                    1_000_000_000_000L,
                    null,
                    95,
                    number);
        }

        private static ConversionEvent order(long ofClick, long atMs) {
            String id = "order-" + ofClick;
            return new ConversionEvent(
                    id,
                    id,
                    clickId(ofClick),
                    "bench0000001",
                    "bench0000001-c1",
                    "bench0000001-c1-a1",
                    1,
                    atMs,
                    atMs);
        }
    }
}
