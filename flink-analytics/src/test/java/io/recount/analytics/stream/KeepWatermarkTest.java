package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class KeepWatermarkTest {
    @Test
    void aRestoredJobBeginsWithTheLeastWatermarkOfItsTasks() throws Exception {
        // given: two tasks that had come to different times
        OperatorSubtaskState state =
                AbstractStreamOperatorTestHarness.repackageState(
                        savedAt(1_000, 0), savedAt(3_000, 1));
        // when
        for (int task = 0; task < 3; task++) {
            try (var harness = harness(3, task)) {
                harness.initializeState(
                        AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                state, 240, 2, 3, task));
                harness.open();
                // then
                assertThat(List.copyOf(harness.getOutput())).containsExactly(new Watermark(1_000));
                // and it never falls behind that
                harness.processWatermark(500);
                harness.processWatermark(1_001);
                assertThat(List.copyOf(harness.getOutput()))
                        .containsExactly(new Watermark(1_000), new Watermark(1_001));
            }
        }
    }

    @Test
    void aNewJobBeginsWithNoneAndEventsPass() throws Exception {
        try (var harness = harness(1, 0)) {
            // when
            harness.open();
            harness.processElement(Events.shown(1, 7, 60_000), 60_000);
            // then
            assertThat(harness.getOutput()).hasSize(1);
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void aTaskThatHadNoWatermarkHoldsBackTheOthers() throws Exception {
        // given
        OperatorSubtaskState state =
                AbstractStreamOperatorTestHarness.repackageState(
                        savedAt(Long.MIN_VALUE, 0), savedAt(3_000, 1));
        try (var harness = harness(2, 1)) {
            // when
            harness.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            state, 240, 2, 2, 1));
            harness.open();
            // then
            assertThat(harness.getOutput()).isEmpty();
        }
    }

    private static OperatorSubtaskState savedAt(long watermarkMs, int task) throws Exception {
        try (var harness = harness(2, task)) {
            harness.open();
            if (watermarkMs != Long.MIN_VALUE) {
                harness.processWatermark(watermarkMs);
            }
            return harness.snapshot(1, 1);
        }
    }

    private static OneInputStreamOperatorTestHarness<DecodedEvent, DecodedEvent> harness(
            int parallelism, int task) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new KeepWatermark(), 240, parallelism, task);
    }
}
