package io.recount.analytics.metrics;

import io.recount.analytics.stream.AdEvent;
import io.recount.analytics.stream.Timings;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.VersionedHash;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/**
 * One-minute windows of distinct events, per ad and per campaign, to Redis and to Kafka.
 *
 * <p>The two sinks stand side by side, so a Redis that is away does not keep results from Kafka.
 */
public final class MinuteWindows {
    private MinuteWindows() {}

    public static void build(
            DataStream<AdEvent> distinct,
            Timings timings,
            Sink<VersionedHash> redis,
            Sink<TopicMessage> performanceMetrics) {
        DataStream<MinuteResult> results = results(distinct, timings);
        results.map(MinuteResult::toHash, TypeInformation.of(VersionedHash.class))
                .uid("minute-hashes")
                .name("minutes for Redis")
                .sinkTo(redis)
                .uid("minute-redis")
                .name("Redis minutes");
        results.map(MinuteResult::toMessage, TypeInformation.of(TopicMessage.class))
                .uid("minute-messages")
                .name("minutes for Kafka")
                .sinkTo(performanceMetrics)
                .uid("minute-kafka")
                .name("performance-metrics");
    }

    static SingleOutputStreamOperator<MinuteResult> results(
            DataStream<AdEvent> distinct, Timings timings) {
        return distinct.flatMap(Measured::spread, TypeInformation.of(Measured.class))
                .uid("measured")
                .name("ad and campaign")
                .keyBy(Measured::key, Types.STRING)
                .window(TumblingEventTimeWindows.of(Duration.ofMillis(Timings.WINDOW_MS)))
                .allowedLateness(timings.allowedLateness())
                .trigger(new EarlyResults(timings.earlyResultEvery()))
                .aggregate(
                        new AddUp(),
                        new TellMinute(),
                        TypeInformation.of(Totals.class),
                        TypeInformation.of(Totals.class),
                        TypeInformation.of(MinuteResult.class))
                .uid("minutes")
                .name("minutes");
    }
}
