package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class DropRepeatsTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);
    private static final Timings TIMINGS = Timings.DEFAULT;
    private static final long CLOSED_AT = TIMINGS.closedAt(MINUTE);
    private static final long FORGOTTEN_AT = TIMINGS.forgottenAt(MINUTE);
    private static final long ADVERTISER = 7;

    @Test
    void anEventPassesOnce() throws Exception {
        // given
        DecodedEvent event = Events.shown(0, 1, MINUTE);
        try (var harness = harness()) {
            // when
            take(harness, event, event, event);
            // then
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void differentEventsOfOneSlotBothPass() throws Exception {
        // given: 128 slots
        try (var harness = harness()) {
            // when
            take(
                    harness,
                    Events.shown(0, 1, MINUTE),
                    Events.shown(0, 129, MINUTE),
                    Events.shown(0, 1, MINUTE),
                    Events.shown(0, 129, MINUTE));
            // then
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    @Test
    void anImpressionThatIsToldAgainMinutesLaterIsTheSame() throws Exception {
        try (var harness = harness()) {
            // when: a page is loaded again
            take(
                    harness,
                    Events.shown(0, 1, MINUTE, MINUTE + 500),
                    Events.shown(0, 1, MINUTE, MINUTE + 29 * 60_000));
            // then
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void aRepeatIsKnownHoweverLateTheClockSaysItIs() throws Exception {
        // given: the relay hangs for three days between a batch and its repetition
        DecodedEvent event = Events.shown(0, 1, MINUTE);
        try (var harness = harness()) {
            take(harness, event);
            harness.setProcessingTime(3L * 24 * 3_600_000);
            harness.processWatermark(CLOSED_AT - 1);
            // when
            take(harness, event);
            // then
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void repeatsOfEveryKindAreKnownAfterARestore() throws Exception {
        // given
        DecodedEvent shown = Events.shown(0, 1, MINUTE);
        DecodedEvent charged = Events.charged(ADVERTISER, 10, MINUTE);
        DecodedEvent order = Events.told(Events.order("v", "k", MINUTE), 5);
        OperatorSubtaskState state;
        try (var harness = harness()) {
            take(harness, shown, charged, order);
            state = harness.snapshot(1, 1);
        }
        try (var restored = unopened()) {
            restored.initializeState(state);
            restored.open();
            // when
            take(restored, shown, charged, order, Events.shown(0, 2, MINUTE));
            // then
            assertThat(restored.extractOutputValues())
                    .usingRecursiveFieldByFieldElementComparator()
                    .containsExactly(Events.impression(MINUTE));
            assertThat(restored.getSideOutput(DropRepeats.CONVERSIONS)).isNullOrEmpty();
        }
    }

    @Test
    void anEventOfTheLogIsKnownByItsSequenceHoweverOldItIs() throws Exception {
        try (var harness = harness()) {
            // given: two advertisers whose sequences have nothing to do with one another
            take(
                    harness,
                    Events.charged(ADVERTISER, 10, MINUTE),
                    Events.charged(ADVERTISER, 11, MINUTE),
                    Events.charged(8, 10, MINUTE));
            // when: the relay is rewound, days later
            harness.processWatermark(FORGOTTEN_AT + Duration.ofDays(3).toMillis());
            take(
                    harness,
                    Events.charged(ADVERTISER, 10, MINUTE),
                    Events.charged(ADVERTISER, 11, MINUTE),
                    Events.charged(8, 10, MINUTE));
            // then
            assertThat(harness.extractOutputValues()).hasSize(3);
            assertThat(harness.getSideOutput(DropRepeats.TOO_LATE)).isNullOrEmpty();
        }
    }

    @Test
    void aHoleIsPassedAndFilledOnce() throws Exception {
        try (var harness = harness()) {
            // when
            take(
                    harness,
                    Events.charged(ADVERTISER, 10, MINUTE),
                    Events.charged(ADVERTISER, 13, MINUTE),
                    Events.charged(ADVERTISER, 11, MINUTE),
                    Events.charged(ADVERTISER, 11, MINUTE),
                    Events.charged(ADVERTISER, 12, MINUTE),
                    Events.charged(ADVERTISER, 13, MINUTE));
            // then
            assertThat(harness.extractOutputValues())
                    .extracting(AdEvent::amountMicros)
                    .containsExactly(10L, 13L, 11L, 12L);
        }
    }

    @Test
    void anOrderPassesOnceForEachOfItsClicksHoweverOldItIs() throws Exception {
        // given
        ConversionEvent order = Events.order("v", "k", MINUTE);
        try (var harness = harness()) {
            harness.processWatermark(FORGOTTEN_AT);
            // when
            take(harness, Events.told(order, 1), Events.told(order, 2), Events.told(order, 1));
            // then
            assertThat(harness.getSideOutput(DropRepeats.CONVERSIONS)).hasSize(2);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void anEventIsTakenUntilItsWindowClosesAndThenPutAsideOnce() throws Exception {
        // given
        DecodedEvent late = Events.shown(0, 1, MINUTE + 59_999);
        DecodedEvent tooLate = Events.shown(0, 2, MINUTE + 59_999);
        try (var harness = harness()) {
            harness.processWatermark(CLOSED_AT - 1);
            take(harness, late);
            // when
            harness.processWatermark(CLOSED_AT);
            take(harness, tooLate, tooLate);
            harness.processWatermark(FORGOTTEN_AT);
            take(harness, Events.shown(0, 3, MINUTE), Events.shown(0, 3, MINUTE));
            // then
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.getSideOutput(DropRepeats.TOO_LATE))
                    .extracting(StreamRecord::getTimestamp)
                    .containsExactly(MINUTE + 59_999, MINUTE);
        }
    }

    @Test
    void noIdIsKeptOnceItCannotCountAnyMore() throws Exception {
        // given
        try (var harness = harness()) {
            for (int id = 0; id < 1_000; id++) {
                take(harness, Events.shown(0, id, MINUTE + id));
            }
            assertThat(harness.numKeyedStateEntries()).isEqualTo(128);
            assertThat(harness.numEventTimeTimers()).isEqualTo(128);
            // when
            harness.processWatermark(FORGOTTEN_AT);
            // then
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void ofOrdersAndAdvertisersNothingIsLeftAfterTheirDays() throws Exception {
        // given
        try (var harness = harness()) {
            harness.setStateTtlProcessingTime(0);
            take(
                    harness,
                    Events.told(Events.order("v", "k", MINUTE), 5),
                    Events.charged(ADVERTISER, 10, MINUTE));
            // when
            for (int day = 1; day <= 14; day++) {
                assertThat(harness.numKeyedStateEntries()).isPositive();
                harness.setStateTtlProcessingTime(Duration.ofDays(day).toMillis());
                harness.setProcessingTime(Duration.ofDays(day).toMillis());
            }
            // then
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numProcessingTimeTimers()).isZero();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, DecodedEvent, AdEvent> harness()
            throws Exception {
        var harness = unopened();
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, DecodedEvent, AdEvent> unopened()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DropRepeats(TIMINGS)),
                new RepeatKeys(),
                Types.LONG,
                RepeatKeys.MAX_PARALLELISM,
                1,
                0);
    }

    private static void take(
            KeyedOneInputStreamOperatorTestHarness<Long, DecodedEvent, AdEvent> harness,
            DecodedEvent... events)
            throws Exception {
        for (DecodedEvent event : List.of(events)) {
            harness.processElement(event, event.atMs());
        }
    }
}
