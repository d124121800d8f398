package io.recount.analytics.metrics;

import io.recount.analytics.attribution.Attributed;
import io.recount.analytics.stream.AdEvent;
import io.recount.analytics.stream.AdEvents;
import io.recount.analytics.stream.Timings;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.VersionedHash;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.util.OutputTag;

/**
 * Windows of a minute, five and an hour, per ad, campaign and experiment arm, to Redis and to
 * Kafka. Only a minute is added up from events; five are added up from what is new in their
 * minutes, and an hour from what is new in its fives, all in the task that has the key.
 *
 * <p>The two sinks stand side by side, so a Redis that is away does not keep results from Kafka.
 */
public final class PerformanceWindows {
    static final List<Duration> WINDOWS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1));

    private static final OutputTag<Part> TOO_LATE = new OutputTag<>("late-parts") {};
    private static final TypeInformation<Part> PART = TypeInformation.of(Part.class);
    private static final TypeInformation<WindowTotals> RESULT =
            TypeInformation.of(WindowTotals.class);

    private PerformanceWindows() {}

    public static void build(
            AdEvents events,
            DataStream<Attributed> attributed,
            Timings timings,
            Sink<VersionedHash> redis,
            Sink<TopicMessage> performanceMetrics) {
        DataStream<Part> armConversions =
                attributed
                        .transform("arm conversions", PART, new ArmConversions())
                        .uid("arm-conversions");
        DataStream<Part> parts =
                parts(events.measured(), "parts")
                        .union(parts(events.orders(), "order-parts"), armConversions);
        DataStream<Part> late =
                parts(events.tooLate(), "late-parts")
                        .union(parts(events.tooLateOrders(), "late-order-parts"));

        SingleOutputStreamOperator<WindowTotals> minutes =
                results(parts.keyBy(Part::key, Types.STRING), WINDOWS.get(0), timings);
        SingleOutputStreamOperator<WindowTotals> fives =
                results(rolledUp(minutes), WINDOWS.get(1), timings);
        SingleOutputStreamOperator<WindowTotals> hours =
                results(rolledUp(fives), WINDOWS.get(2), timings);
        DataStream<WindowTotals> tooLate =
                late.union(minutes.getSideOutput(TOO_LATE))
                        .keyBy(Part::key, Types.STRING)
                        .process(new LateTotals(WINDOWS), RESULT)
                        .uid("late-totals")
                        .name("late totals");
        write(minutes.union(fives, hours, tooLate), redis, performanceMetrics);
    }

    static SingleOutputStreamOperator<Part> parts(DataStream<AdEvent> events, String uid) {
        return events.transform(uid, PART, new AddEvents()).uid(uid);
    }

    static SingleOutputStreamOperator<WindowTotals> results(
            KeyedStream<Part, String> parts, Duration window, Timings timings) {
        String uid = "windows-" + window.toMinutes() + "m";
        return parts.window(TumblingEventTimeWindows.of(window))
                .allowedLateness(timings.allowedLateness())
                .sideOutputLateData(TOO_LATE)
                .trigger(new EarlyResults(timings.earlyResultEvery()))
                .aggregate(new AddUp(), new TellWindow(), PART, PART, RESULT)
                .uid(uid)
                .name(uid);
    }

    /** The keys are the same, so what is new in a window stays in its task. */
    private static KeyedStream<Part, String> rolledUp(
            SingleOutputStreamOperator<WindowTotals> smaller) {
        return DataStreamUtils.reinterpretAsKeyedStream(
                smaller.getSideOutput(TellWindow.NEWS), Part::key, Types.STRING);
    }

    private static void write(
            DataStream<WindowTotals> results,
            Sink<VersionedHash> redis,
            Sink<TopicMessage> performanceMetrics) {
        results.filter(WindowTotals::isForRedis)
                .uid("window-for-redis")
                .name("for Redis")
                .map(WindowTotals::toHash, TypeInformation.of(VersionedHash.class))
                .uid("window-hashes")
                .name("hashes")
                .sinkTo(redis)
                .uid("window-redis")
                .name("Redis windows");
        results.map(WindowTotals::toMessage, TypeInformation.of(TopicMessage.class))
                .uid("window-messages")
                .name("messages")
                .sinkTo(performanceMetrics)
                .uid("window-kafka")
                .name("performance-metrics");
    }
}
