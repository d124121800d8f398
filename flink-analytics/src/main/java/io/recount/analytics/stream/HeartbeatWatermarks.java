package io.recount.analytics.stream;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.jspecify.annotations.Nullable;

/**
 * One partition's watermark: what its heartbeats vouch for, and nothing else.
 *
 * <p>The relay writes into every partition that the log is complete up to an instant. Impressions
 * and conversions go to Kafka by another way and do not move the watermark, so they never outrun
 * the clicks that the relay still holds: while it is behind, windows stay open and show early
 * results. Flink takes the least of the partitions that are not idle.
 */
final class HeartbeatWatermarks implements WatermarkGenerator<Arrival> {
    private final long slackMs;
    private long completeToMs = Arrival.NO_HEARTBEAT;

    private HeartbeatWatermarks(long slackMs) {
        this.slackMs = slackMs;
    }

    static WatermarkStrategy<Arrival> strategy(Timings timings) {
        long slackMs = timings.trackingSlack().toMillis();
        return WatermarkStrategy.<Arrival>forGenerator(context -> new HeartbeatWatermarks(slackMs))
                .withTimestampAssigner(HeartbeatWatermarks::timestamp)
                .withIdleness(timings.idleAfter());
    }

    /** An event's own time. What is no event is never windowed and keeps Kafka's. */
    private static long timestamp(Arrival arrival, long writtenAtMs) {
        @Nullable DecodedEvent event = arrival.event();
        return event == null ? writtenAtMs : event.atMs();
    }

    @Override
    public void onEvent(Arrival arrival, long timestampMs, WatermarkOutput output) {
        completeToMs = Math.max(completeToMs, arrival.completeToMs());
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (completeToMs != Arrival.NO_HEARTBEAT) {
            output.emitWatermark(new Watermark(completeToMs - slackMs));
        }
    }
}
