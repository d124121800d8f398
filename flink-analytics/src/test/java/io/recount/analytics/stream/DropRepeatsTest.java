package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void anEventPassesOnce() throws Exception {
        // given
        AdEvent event = Events.impression(1, MINUTE);
        try (var harness = harness()) {
            // when
            take(harness, event, event, event);
            // then
            assertThat(harness.extractOutputValues()).containsExactly(event);
        }
    }

    @Test
    void differentEventsOfOneSlotBothPass() throws Exception {
        // given: 128 slots
        AdEvent one = Events.impression(1, MINUTE);
        AdEvent other = Events.impression(129, MINUTE);
        assertThat(DropRepeats.slotOf(one)).isEqualTo(DropRepeats.slotOf(other));
        try (var harness = harness()) {
            // when
            take(harness, one, other, one, other);
            // then
            assertThat(harness.extractOutputValues()).containsExactly(one, other);
        }
    }

    @Test
    void aRepeatIsKnownHoweverLateTheClockSaysItIs() throws Exception {
        // given: the relay hangs for three days between a batch and its repetition
        AdEvent event = Events.impression(1, MINUTE);
        try (var harness = harness()) {
            take(harness, event);
            harness.setProcessingTime(3L * 24 * 3_600_000);
            harness.processWatermark(CLOSED_AT - 1);
            // when
            take(harness, event);
            // then
            assertThat(harness.extractOutputValues()).containsExactly(event);
        }
    }

    @Test
    void aRepeatIsKnownAfterARestore() throws Exception {
        // given
        AdEvent event = Events.impression(1, MINUTE);
        OperatorSubtaskState state;
        try (var harness = harness()) {
            take(harness, event);
            state = harness.snapshot(1, 1);
        }
        try (var restored = unopened()) {
            restored.initializeState(state);
            restored.open();
            // when
            take(restored, event, Events.impression(2, MINUTE));
            // then
            assertThat(restored.extractOutputValues())
                    .containsExactly(Events.impression(2, MINUTE));
        }
    }

    @Test
    void anEventIsTakenUntilItsWindowClosesAndThenPutAside() throws Exception {
        // given
        AdEvent late = Events.impression(1, MINUTE + 59_999);
        AdEvent tooLate = Events.impression(2, MINUTE + 59_999);
        try (var harness = harness()) {
            harness.processWatermark(CLOSED_AT - 1);
            take(harness, late);
            // when
            harness.processWatermark(CLOSED_AT);
            take(harness, tooLate);
            // then
            assertThat(harness.extractOutputValues()).containsExactly(late);
            assertThat(harness.getSideOutput(DropRepeats.TOO_LATE))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(tooLate);
        }
    }

    @Test
    void nothingIsKeptOnceTheWindowIsClosed() throws Exception {
        // given
        try (var harness = harness()) {
            for (int id = 0; id < 1_000; id++) {
                take(harness, Events.impression(id, MINUTE + id));
            }
            assertThat(harness.numKeyedStateEntries()).isEqualTo(128);
            assertThat(harness.numEventTimeTimers()).isEqualTo(128);
            // when
            harness.processWatermark(CLOSED_AT);
            // then
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, AdEvent, AdEvent> harness()
            throws Exception {
        var harness = unopened();
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<Long, AdEvent, AdEvent> unopened()
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new DropRepeats(TIMINGS)),
                DropRepeats::slotOf,
                Types.LONG);
    }

    private static void take(
            KeyedOneInputStreamOperatorTestHarness<Long, AdEvent, AdEvent> harness,
            AdEvent... events)
            throws Exception {
        for (AdEvent event : List.of(events)) {
            harness.processElement(event, event.atMs());
        }
    }
}
