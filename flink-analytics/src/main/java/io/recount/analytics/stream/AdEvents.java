package io.recount.analytics.stream;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The stream that every measure begins with: each event once, in event time. */
public final class AdEvents {
    private AdEvents() {}

    /** Broken messages go to {@code parking}; what is too late is counted and let go. */
    public static DataStream<AdEvent> distinct(
            StreamExecutionEnvironment env,
            Source<Arrival, ?, ?> source,
            Timings timings,
            Sink<ParkedMessage> parking) {
        WatermarkStrategy<Arrival> watermarks = HeartbeatWatermarks.strategy(timings);
        SingleOutputStreamOperator<AdEvent> events =
                env.fromSource(source, watermarks, "ad-events", TypeInformation.of(Arrival.class))
                        .uid("ad-events")
                        .process(new SortArrivals(), TypeInformation.of(AdEvent.class))
                        .uid("sort-arrivals")
                        .name("sort arrivals");
        events.getSideOutput(SortArrivals.BROKEN)
                .sinkTo(parking)
                .uid("parking")
                .name("parked messages");

        SingleOutputStreamOperator<AdEvent> distinct =
                events.keyBy(DropRepeats::slotOf, Types.LONG)
                        .process(new DropRepeats(timings), TypeInformation.of(AdEvent.class))
                        .uid("drop-repeats")
                        .name("drop repeats");
        distinct.getSideOutput(DropRepeats.TOO_LATE)
                .sinkTo(new DiscardingSink<>())
                .uid("too-late")
                .name("too late");
        return distinct;
    }
}
