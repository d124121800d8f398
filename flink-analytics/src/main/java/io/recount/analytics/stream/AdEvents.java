package io.recount.analytics.stream;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The streams that every part of the job begins with: each event once, in event time.
 *
 * @param measured impressions, clicks and credits as windows count them
 * @param tooLate the same of what came when its windows were closed
 * @param orders conversions as windows count them
 * @param tooLateOrders the same of what came when its windows were closed
 * @param charged clicks that were paid for
 * @param conversions each order once for each click that it is told for
 * @param traffic impressions, and clicks whatever became of them
 */
public record AdEvents(
        DataStream<AdEvent> measured,
        DataStream<AdEvent> tooLate,
        DataStream<AdEvent> orders,
        DataStream<AdEvent> tooLateOrders,
        DataStream<ChargedClick> charged,
        DataStream<ConversionEvent> conversions,
        DataStream<TrafficEvent> traffic) {

    public static AdEvents distinct(
            StreamExecutionEnvironment env, PartitionedSource source, Timings timings) {
        WatermarkStrategy<Arrival> watermarks = HeartbeatWatermarks.strategy(timings);
        SingleOutputStreamOperator<DecodedEvent> events =
                env.fromSource(source, watermarks, "ad-events", TypeInformation.of(Arrival.class))
                        .uid("ad-events")
                        .process(new SortArrivals(), TypeInformation.of(DecodedEvent.class))
                        .uid("sort-arrivals")
                        .name("sort arrivals")
                        .transform(
                                "keep watermark",
                                TypeInformation.of(DecodedEvent.class),
                                new KeepWatermark())
                        .uid("keep-watermark");
        SingleOutputStreamOperator<AdEvent> distinct =
                DataStreamUtils.reinterpretAsKeyedStream(events, new RepeatKeys(), Types.LONG)
                        .process(new DropRepeats(timings), TypeInformation.of(AdEvent.class))
                        .uid("drop-repeats")
                        .name("drop repeats")
                        .setMaxParallelism(RepeatKeys.MAX_PARALLELISM);
        DataStream<ConversionEvent> conversions = distinct.getSideOutput(DropRepeats.CONVERSIONS);
        SingleOutputStreamOperator<AdEvent> orders =
                conversions
                        .keyBy(ConversionEvent::conversionId, Types.STRING)
                        .process(new OrdersOnce(timings), TypeInformation.of(AdEvent.class))
                        .uid("orders-once")
                        .name("orders once");
        return new AdEvents(
                distinct,
                distinct.getSideOutput(DropRepeats.TOO_LATE),
                orders,
                orders.getSideOutput(OrdersOnce.TOO_LATE),
                distinct.getSideOutput(DropRepeats.CHARGED),
                conversions,
                distinct.getSideOutput(DropRepeats.TRAFFIC));
    }
}
