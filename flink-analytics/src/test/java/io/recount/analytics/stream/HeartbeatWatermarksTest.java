package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkOutputMultiplexer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.ManualClock;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

/** Partitions driven by hand, joined as Flink's source joins its splits. */
class HeartbeatWatermarksTest {
    private static final long T = 1_700_000_000_000L;
    private static final Timings TIMINGS = Timings.DEFAULT;
    private static final long SLACK_MS = TIMINGS.trackingSlack().toMillis();

    private final Seen seen = new Seen();
    private final ManualClock clock = new ManualClock(1);
    private final WatermarkOutputMultiplexer source = new WatermarkOutputMultiplexer(seen);

    @Test
    void withoutHeartbeatsThereIsNoWatermark() {
        // given
        Partition partition = new Partition("0");
        // when
        partition.takes(Arrival.of(Events.shown(0, 1, T)));
        everyPeriod(partition);
        // then
        assertThat(seen.watermarksMs).isEmpty();
    }

    @Test
    void impressionsNeverOutrunTheHeartbeats() {
        // given
        Partition partition = new Partition("0");
        // when
        partition.takes(Arrival.heartbeat(T));
        partition.takes(Arrival.of(Events.shown(0, 1, T + 3_600_000)));
        everyPeriod(partition);
        // then
        assertThat(seen.lastMs()).isEqualTo(T - SLACK_MS);
    }

    @Test
    void theSlowestPartitionHoldsTheOthers() {
        // given
        Partition fast = new Partition("0");
        Partition slow = new Partition("1");
        // when
        fast.takes(Arrival.heartbeat(T + 60_000));
        slow.takes(Arrival.heartbeat(T));
        everyPeriod(fast, slow);
        // then
        assertThat(seen.lastMs()).isEqualTo(T - SLACK_MS);
        // when
        slow.takes(Arrival.heartbeat(T + 30_000));
        everyPeriod(fast, slow);
        // then
        assertThat(seen.lastMs()).isEqualTo(T + 30_000 - SLACK_MS);
    }

    @Test
    void aRepeatedOlderHeartbeatDoesNotMoveItBack() {
        // given
        Partition partition = new Partition("0");
        partition.takes(Arrival.heartbeat(T));
        everyPeriod(partition);
        // when
        partition.takes(Arrival.heartbeat(T - 10_000));
        everyPeriod(partition);
        // then
        assertThat(seen.lastMs()).isEqualTo(T - SLACK_MS);
    }

    @Test
    void aSilentPartitionHoldsTheOthersOnlyUntilItIsIdle() {
        // given
        Partition live = new Partition("0");
        Partition silent = new Partition("1");
        live.takes(Arrival.heartbeat(T));
        everyPeriod(live, silent);
        assertThat(seen.watermarksMs).isEmpty();
        // when
        clock.advanceTime(TIMINGS.idleAfter().minusMillis(1));
        live.takes(Arrival.heartbeat(T + 29_000));
        everyPeriod(live, silent);
        // then
        assertThat(seen.watermarksMs).isEmpty();
        // when
        clock.advanceTime(Duration.ofMillis(2));
        live.takes(Arrival.heartbeat(T + 30_000));
        everyPeriod(live, silent);
        // then
        assertThat(seen.lastMs()).isEqualTo(T + 30_000 - SLACK_MS);
    }

    @Test
    void aPartitionThatComesBackWithOlderHeartbeatsStopsTheWatermarkButDoesNotMoveItBack() {
        // given
        Partition live = new Partition("0");
        Partition away = new Partition("1");
        away.takes(Arrival.heartbeat(T));
        live.takes(Arrival.heartbeat(T));
        everyPeriod(live, away);
        everyPeriod(live, away); // From here on it is known to be silent.
        clock.advanceTime(TIMINGS.idleAfter().plusMillis(1));
        live.takes(Arrival.heartbeat(T + 30_000));
        everyPeriod(live, away);
        everyPeriod(live, away);
        assertThat(seen.lastMs()).isEqualTo(T + 30_000 - SLACK_MS);
        // when
        away.takes(Arrival.heartbeat(T + 10_000));
        live.takes(Arrival.heartbeat(T + 40_000));
        everyPeriod(live, away);
        // then
        assertThat(seen.lastMs()).isEqualTo(T + 30_000 - SLACK_MS);
        // when
        away.takes(Arrival.heartbeat(T + 40_000));
        everyPeriod(live, away);
        // then
        assertThat(seen.lastMs()).isEqualTo(T + 40_000 - SLACK_MS);
    }

    private void everyPeriod(Partition... partitions) {
        for (Partition partition : partitions) {
            partition.generator.onPeriodicEmit(partition.output);
        }
        source.onPeriodicEmit();
    }

    private final class Partition {
        private final WatermarkGenerator<Arrival> generator;
        private final WatermarkOutput output;

        Partition(String id) {
            generator =
                    HeartbeatWatermarks.strategy(TIMINGS).createWatermarkGenerator(new Context());
            source.registerNewOutput(id);
            output = source.getDeferredOutput(id);
        }

        void takes(Arrival arrival) {
            generator.onEvent(arrival, T, output);
        }
    }

    private final class Context implements WatermarkGeneratorSupplier.Context {
        @Override
        public MetricGroup getMetricGroup() {
            return new UnregisteredMetricsGroup();
        }

        @Override
        public RelativeClock getInputActivityClock() {
            return clock;
        }
    }

    private static final class Seen implements WatermarkOutput {
        private final List<Long> watermarksMs = new ArrayList<>();

        long lastMs() {
            return watermarksMs.get(watermarksMs.size() - 1);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            watermarksMs.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }
}
