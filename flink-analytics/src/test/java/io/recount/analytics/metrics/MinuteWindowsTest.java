package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.AdEventSamples;
import io.recount.analytics.stream.AdEvent;
import io.recount.analytics.stream.Events;
import io.recount.analytics.stream.Timings;
import io.recount.event.MetricScope;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** The window operator as the job builds it, with watermarks and the clock driven by hand. */
@SuppressWarnings("try") // Flink's close() may be interrupted.
class MinuteWindowsTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);
    private static final long END = MINUTE + Timings.WINDOW_MS - 1;
    private static final long CLOSED = END + Timings.DEFAULT.allowedLateness().toMillis();

    @Test
    void addsUpEachKindAndTheCostOfAMinute() throws Exception {
        try (var harness = opened()) {
            // when
            take(harness, Events.impression(1, MINUTE));
            take(harness, Events.impression(2, MINUTE + 59_999));
            take(harness, Events.impression(3, MINUTE + 60_000));
            take(harness, Events.of(AdEvent.Kind.CLICK, 4, MINUTE + 1, 500_000_000));
            take(harness, Events.of(AdEvent.Kind.CLICK, 5, MINUTE + 2, 70_000_000));
            take(harness, Events.of(AdEvent.Kind.INVALID_CLICK, 6, MINUTE + 3, 0));
            take(harness, Events.of(AdEvent.Kind.CONVERSION, 7, MINUTE + 4, 0));
            harness.processWatermark(END);
            // then
            assertThat(harness.extractOutputValues()).hasSize(1);
            MinuteResult result = harness.extractOutputValues().get(0);
            assertThat(result.scope()).isEqualTo(MetricScope.AD);
            assertThat(result.id()).isEqualTo(Events.AD);
            assertThat(result.windowStartMs()).isEqualTo(MINUTE);
            assertThat(result.complete()).isTrue();
            assertThat(result.totals())
                    .isEqualTo(
                            new Totals(
                                    AdEventSamples.ADVERTISER,
                                    AdEventSamples.CAMPAIGN,
                                    2,
                                    2,
                                    1,
                                    1,
                                    570_000_000,
                                    6));
        }
    }

    @Test
    void tellsWhatChangedOnceASecondAndOnlyThen() throws Exception {
        try (var harness = opened()) {
            // given
            harness.setProcessingTime(10_300);
            take(harness, Events.impression(1, MINUTE));
            take(harness, Events.impression(2, MINUTE));
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
            take(harness, Events.impression(3, MINUTE));
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
            take(harness, Events.impression(1, MINUTE));
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
            take(harness, Events.impression(1, MINUTE));
            harness.processWatermark(END);
            // when
            take(harness, Events.impression(2, MINUTE));
            take(harness, Events.impression(3, MINUTE));
            harness.setProcessingTime(1_000);
            // then
            assertThat(told(harness)).containsExactly("1 complete", "3 complete");
        }
    }

    @Test
    void aLateEventIsToldBeforeTheWindowIsForgotten() throws Exception {
        try (var harness = opened()) {
            // given
            take(harness, Events.impression(1, MINUTE));
            harness.processWatermark(CLOSED - 1);
            take(harness, Events.impression(2, MINUTE));
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
            take(harness, Events.impression(1, MINUTE));
            take(harness, Events.of(AdEvent.Kind.CLICK, 2, MINUTE, 7));
            state = harness.snapshot(1, 1);
        }
        // when
        try (var restored = restored(state)) {
            take(restored, Events.impression(3, MINUTE));
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
            take(harness, Events.impression(1, MINUTE));
            harness.processWatermark(END);
            state = harness.snapshot(1, 1);
        }
        // when
        try (var restored = restored(state)) {
            take(restored, Events.impression(2, MINUTE));
            restored.setProcessingTime(5_000);
            // then
            assertThat(told(restored)).containsExactly("2 complete");
        }
    }

    @Test
    void theSameEventsGiveTheSameTotalsInAnyOrder() throws Exception {
        // given
        List<AdEvent> events =
                List.of(
                        Events.impression(1, MINUTE),
                        Events.of(AdEvent.Kind.CLICK, 2, MINUTE + 500, 3),
                        Events.of(AdEvent.Kind.CONVERSION, 3, MINUTE + 59_000, 0));
        Totals forward;
        try (var harness = opened()) {
            for (AdEvent event : events) {
                take(harness, event);
            }
            harness.processWatermark(END);
            forward = harness.extractOutputValues().get(0).totals();
        }
        // when
        try (var harness = opened()) {
            for (int i = events.size() - 1; i >= 0; i--) {
                take(harness, events.get(i));
            }
            harness.processWatermark(END);
            // then
            assertThat(harness.extractOutputValues().get(0).totals()).isEqualTo(forward);
        }
    }

    @Test
    void anEventCountsForItsAdAndForItsCampaign() throws Exception {
        // given
        AdEvent event = Events.impression(1, MINUTE);
        try (var harness = opened()) {
            // when
            Measured.spread(event, collector(harness));
            harness.processWatermark(END);
            // then
            assertThat(harness.extractOutputValues())
                    .extracting(result -> result.scope() + " " + result.id())
                    .containsExactlyInAnyOrder(
                            "AD " + Events.AD, "CAMPAIGN " + AdEventSamples.CAMPAIGN);
        }
    }

    private static Collector<Measured> collector(
            KeyedOneInputStreamOperatorTestHarness<String, Measured, MinuteResult> harness) {
        return new Collector<>() {
            @Override
            public void collect(Measured measured) {
                try {
                    harness.processElement(measured, measured.event().atMs());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void close() {}
        };
    }

    private static List<String> told(
            KeyedOneInputStreamOperatorTestHarness<String, Measured, MinuteResult> harness) {
        return harness.extractOutputValues().stream()
                .map(result -> result.totals().revision() + (result.complete() ? " complete" : ""))
                .toList();
    }

    private static void take(
            KeyedOneInputStreamOperatorTestHarness<String, Measured, MinuteResult> harness,
            AdEvent event)
            throws Exception {
        harness.processElement(new Measured(MetricScope.AD, event.adId(), event), event.atMs());
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Measured, MinuteResult> opened()
            throws Exception {
        var harness = harness();
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Measured, MinuteResult> restored(
            OperatorSubtaskState state) throws Exception {
        var harness = harness();
        harness.initializeState(state);
        harness.open();
        return harness;
    }

    @SuppressWarnings("unchecked") // A transformation forgets its input's type.
    private static KeyedOneInputStreamOperatorTestHarness<String, Measured, MinuteResult> harness()
            throws Exception {
        var env = StreamExecutionEnvironment.createLocalEnvironment();
        var events = env.fromData(TypeInformation.of(AdEvent.class), Events.impression(0, MINUTE));
        var windows =
                (OneInputTransformation<Measured, MinuteResult>)
                        MinuteWindows.results(events, Timings.DEFAULT).getTransformation();
        return new KeyedOneInputStreamOperatorTestHarness<>(
                windows.getOperatorFactory(), Measured::key, Types.STRING);
    }
}
