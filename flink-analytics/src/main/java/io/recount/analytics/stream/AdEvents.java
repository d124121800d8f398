package io.recount.analytics.stream;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The streams that every part of the job begins with: each event once, in event time.
 *
 * @param measured what is counted in windows; of an order that is told for two clicks, twice
 * @param tooLate what would be measured, had it come before its windows were closed
 * @param charged clicks that were paid for
 * @param conversions each order once for each click that it is told for
 * @param traffic impressions, and clicks whatever became of them
 */
public record AdEvents(
        DataStream<AdEvent> measured,
        DataStream<AdEvent> tooLate,
        DataStream<ChargedClick> charged,
        DataStream<ConversionEvent> conversions,
        DataStream<TrafficEvent> traffic) {

    /** Broken messages go to {@code parking}. */
    public static AdEvents distinct(
            StreamExecutionEnvironment env,
            Source<Arrival, ?, ?> source,
            Timings timings,
            Sink<ParkedMessage> parking) {
        WatermarkStrategy<Arrival> watermarks = HeartbeatWatermarks.strategy(timings);
        SingleOutputStreamOperator<DecodedEvent> events =
                env.fromSource(source, watermarks, "ad-events", TypeInformation.of(Arrival.class))
                        .uid("ad-events")
                        .process(new SortArrivals(), TypeInformation.of(DecodedEvent.class))
                        .uid("sort-arrivals")
                        .name("sort arrivals");
        events.getSideOutput(SortArrivals.BROKEN)
                .sinkTo(parking)
                .uid("parking")
                .name("parked messages");

        SingleOutputStreamOperator<AdEvent> distinct =
                events.keyBy(new RepeatKeys(), Types.LONG)
                        .process(new DropRepeats(timings), TypeInformation.of(AdEvent.class))
                        .uid("drop-repeats")
                        .name("drop repeats");
        return new AdEvents(
                distinct,
                distinct.getSideOutput(DropRepeats.TOO_LATE),
                distinct.getSideOutput(DropRepeats.CHARGED),
                distinct.getSideOutput(DropRepeats.CONVERSIONS),
                distinct.getSideOutput(DropRepeats.TRAFFIC));
    }
}
