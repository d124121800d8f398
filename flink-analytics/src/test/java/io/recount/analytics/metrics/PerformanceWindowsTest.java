package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.Timings;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** The window operator as the job builds it, with watermarks and the clock driven by hand. */
@SuppressWarnings("try") // Flink's close() may be interrupted.
class PerformanceWindowsTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);
    private static final long END = MINUTE + Timings.WINDOW_MS - 1;
    private static final long CLOSED = END + Timings.DEFAULT.allowedLateness().toMillis();

    private static final Subject AD = new Subject(Subject.Kind.AD, "adv-a", "", "adv", "adv-c");
    private static final Totals SHOWN = new Totals(1, 0, 0, 0, 0, 0, 0, 1);

    @Test
    void addsUpTheParts() throws Exception {
        try (var harness = opened()) {
            // when
            take(harness, MINUTE, new Totals(2, 1, 0, 0, 500_000_000, 0, 0, 3));
            take(harness, MINUTE + 60_000, SHOWN);
            take(harness, MINUTE, new Totals(0, 1, 1, 1, 70_000_000, 1, 9, 4));
            harness.processWatermark(END);
            // then
            assertThat(harness.extractOutputValues()).hasSize(1);
            WindowTotals result = harness.extractOutputValues().get(0);
            assertThat(result.subject()).isEqualTo(AD);
            assertThat(result.windowStartMs()).isEqualTo(MINUTE);
            assertThat(result.windowMs()).isEqualTo(60_000);
            assertThat(result.complete()).isTrue();
            assertThat(result.totals()).isEqualTo(new Totals(2, 2, 1, 1, 570_000_000, 1, 9, 7));
        }
    }

    @Test
    void newsAreWhatCameSinceItWasToldLast() throws Exception {
        try (var harness = opened()) {
            // when
            take(harness, MINUTE, new Totals(2, 0, 0, 0, 0, 0, 0, 2));
            harness.setProcessingTime(1_000);
            take(harness, MINUTE, SHOWN);
            harness.setProcessingTime(2_000);
            harness.processWatermark(END);
            // then: that it is complete is no news for larger windows
            assertThat(harness.getSideOutput(TellWindow.NEWS))
                    .extracting(record -> record.getValue().totals())
                    .containsExactly(new Totals(2, 0, 0, 0, 0, 0, 0, 2), SHOWN);
            assertThat(harness.getSideOutput(TellWindow.NEWS))
                    .extracting(StreamRecord::getTimestamp)
                    .containsOnly(END);
        }
    }

    @Test
    void tellsWhatChangedOnceASecondAndOnlyThen() throws Exception {
        try (var harness = opened()) {
            // given
            harness.setProcessingTime(10_300);
            take(harness, MINUTE, SHOWN);
            take(harness, MINUTE, SHOWN);
            assertThat(harness.extractOutputValues()).isEmpty();
            // when: the next whole second
            harness.setProcessingTime(11_000);
            // then
            assertThat(told(harness)).containsExactly("2");
            // when: nothing changes
            harness.setProcessingTime(60_000);
            // then
            assertThat(told(harness)).containsExactly("2");
            // when
            take(harness, MINUTE, SHOWN);
            harness.setProcessingTime(61_000);
            // then
            assertThat(told(harness)).containsExactly("2", "3");
            assertThat(harness.extractOutputValues().get(1).computedAtMs()).isEqualTo(61_000);
        }
    }

    @Test
    void isCompleteWhenTheWatermarkPassesAlsoWithoutNewEvents() throws Exception {
        try (var harness = opened()) {
            // given
            take(harness, MINUTE, SHOWN);
            harness.setProcessingTime(1_000);
            // when
            harness.processWatermark(END - 1);
            assertThat(told(harness)).containsExactly("1");
            harness.processWatermark(END);
            // then
            assertThat(told(harness)).containsExactly("1", "1 complete");
        }
    }

    @Test
    void lateEventsRaiseTheRevisionAndItStaysComplete() throws Exception {
        try (var harness = opened()) {
            // given
            take(harness, MINUTE, SHOWN);
            harness.processWatermark(END);
            // when
            take(harness, MINUTE, SHOWN);
            take(harness, MINUTE, SHOWN);
            harness.setProcessingTime(1_000);
            // then
            assertThat(told(harness)).containsExactly("1 complete", "3 complete");
        }
    }

    @Test
    void aLateEventIsToldBeforeTheWindowIsForgotten() throws Exception {
        try (var harness = opened()) {
            // given
            take(harness, MINUTE, SHOWN);
            harness.processWatermark(CLOSED - 1);
            take(harness, MINUTE, SHOWN);
            // when: it closes before the second is over
            harness.processWatermark(CLOSED);
            harness.setProcessingTime(1_000);
            // then
            assertThat(told(harness)).containsExactly("1 complete", "2 complete");
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
            assertThat(harness.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void aRestoredWindowCountsOn() throws Exception {
        // given
        OperatorSubtaskState state;
        try (var harness = opened()) {
            take(harness, MINUTE, SHOWN);
            take(harness, MINUTE, new Totals(0, 1, 0, 0, 7, 0, 0, 1));
            state = harness.snapshot(1, 1);
        }
        // when
        try (var restored = restored(state)) {
            take(restored, MINUTE, SHOWN);
            restored.setProcessingTime(5_000);
            restored.processWatermark(END);
            // then
            assertThat(told(restored)).containsExactly("3", "3 complete");
            assertThat(restored.extractOutputValues().get(1).totals().costMicros()).isEqualTo(7);
        }
    }

    @Test
    void aRestoredCompleteMinuteStaysCompleteThoughTheWatermarkBeginsAnew() throws Exception {
        // given
        OperatorSubtaskState state;
        try (var harness = opened()) {
            take(harness, MINUTE, SHOWN);
            harness.processWatermark(END);
            state = harness.snapshot(1, 1);
        }
        // when
        try (var restored = restored(state)) {
            take(restored, MINUTE, SHOWN);
            restored.setProcessingTime(5_000);
            // then
            assertThat(told(restored)).containsExactly("2 complete");
        }
    }

    private static List<String> told(
            KeyedOneInputStreamOperatorTestHarness<String, Part, WindowTotals> harness) {
        return harness.extractOutputValues().stream()
                .map(result -> result.totals().revision() + (result.complete() ? " complete" : ""))
                .toList();
    }

    private static void take(
            KeyedOneInputStreamOperatorTestHarness<String, Part, WindowTotals> harness,
            long minuteMs,
            Totals totals)
            throws Exception {
        harness.processElement(new Part(AD, minuteMs, totals), minuteMs);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Part, WindowTotals> opened()
            throws Exception {
        var harness = harness();
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Part, WindowTotals> restored(
            OperatorSubtaskState state) throws Exception {
        var harness = harness();
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    @SuppressWarnings("unchecked") // A transformation forgets its input's type.
    private static KeyedOneInputStreamOperatorTestHarness<String, Part, WindowTotals> harness()
            throws Exception {
        var env = StreamExecutionEnvironment.createLocalEnvironment();
        var parts =
                env.fromData(TypeInformation.of(Part.class), new Part(AD, MINUTE, SHOWN))
                        .keyBy(Part::key, Types.STRING);
        var windows =
                (OneInputTransformation<Part, WindowTotals>)
                        PerformanceWindows.results(
                                        parts, PerformanceWindows.WINDOWS.get(0), Timings.DEFAULT)
                                .getTransformation();
        return new KeyedOneInputStreamOperatorTestHarness<>(
                windows.getOperatorFactory(), Part::key, Types.STRING);
    }
}
