package io.recount.analytics.attribution;

import static io.recount.analytics.attribution.Orders.DAY_MS;
import static io.recount.analytics.attribution.Orders.HOUR_MS;
import static io.recount.analytics.attribution.Orders.START;
import static io.recount.analytics.attribution.Orders.click;
import static io.recount.analytics.attribution.Orders.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.ConversionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class GateTest {
    private static final Duration LATENESS = Duration.ofHours(1);

    @Test
    void aClickWithoutAnOrderIsKeptForItsDayAndThenReported() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement1(click("c1", START), START);
            // when
            gate.processBothWatermarks(mark(START + DAY_MS + HOUR_MS - 1));
            // then
            assertThat(told(gate, Gate.UNCONVERTED)).isEmpty();
            // when
            gate.processBothWatermarks(mark(START + DAY_MS + HOUR_MS));
            // then
            assertThat(told(gate, Gate.UNCONVERTED))
                    .extracting(Click::clickId)
                    .containsExactly("c1");
            assertThat(gate.extractOutputValues()).isEmpty();
            assertNothingKept(gate);
        }
    }

    @Test
    void anOrderHandsItsClickOnAtOnceThoughNoWatermarkComes() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement1(click("c1", START), START);
            // when
            gate.processElement2(order("o1", "c1", START + HOUR_MS), START + HOUR_MS);
            // then
            assertThat(touches(gate)).containsExactly("c1", "o1");
        }
    }

    @Test
    void eachOrderOfAClickComesRightBehindIt() throws Exception {
        try (var gate = opened()) {
            // when
            gate.processElement1(click("c1", START), START);
            gate.processElement1(click("c2", START), START);
            gate.processElement2(order("o1", "c1", START + 1), START + 1);
            gate.processElement2(order("o2", "c2", START + 2), START + 2);
            gate.processElement2(order("o3", "c1", START + 3), START + 3);
            // then
            assertThat(touches(gate)).containsExactly("c1", "o1", "c2", "o2", "c1", "o3");
        }
    }

    @Test
    void anOrderWaitsForAClickThatTheRelayStillHolds() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement2(order("o1", "c1", START + 1_000), START + 1_000);
            gate.processBothWatermarks(mark(START));
            assertThat(gate.extractOutputValues()).isEmpty();
            // when
            gate.processElement1(click("c1", START + 500), START + 500);
            gate.processBothWatermarks(mark(START + 1_000));
            // then
            assertThat(touches(gate)).containsExactly("c1", "o1");
            assertThat(told(gate, Gate.NOT_MATCHED)).isEmpty();
        }
    }

    @Test
    void anOrderOfNoClickIsUnmatchedOnceTheLogIsCompleteToIt() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement2(Orders.ofUnknownClick("o1", "nobody", START), START);
            gate.processBothWatermarks(mark(START - 1));
            assertThat(told(gate, Gate.NOT_MATCHED)).isEmpty();
            // when
            gate.processBothWatermarks(mark(START));
            // then
            assertThat(verdicts(gate)).containsExactly("o1 UNMATCHED");
            assertNothingKept(gate);
        }
    }

    @Test
    void anOrderWhoseClickHasLeftMemoryIsTooLate() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement1(click("c1", START), START);
            gate.processBothWatermarks(mark(START + DAY_MS + HOUR_MS));
            // when
            gate.processElement2(order("o1", "c1", START + 30 * HOUR_MS), START + 30 * HOUR_MS);
            gate.processBothWatermarks(mark(START + 30 * HOUR_MS));
            // then
            assertThat(verdicts(gate)).containsExactly("o1 TOO_LATE");
        }
    }

    @Test
    void anOrderOfAKnownClickIsAnsweredAlsoWhereThePatternWillNotMatch() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement1(click("c1", START), START);
            // when
            gate.processElement2(order("early", "c1", START - 1), START - 1);
            gate.processElement2(order("last", "c1", START + DAY_MS), START + DAY_MS);
            gate.processElement2(order("late", "c1", START + DAY_MS + 1), START + DAY_MS + 1);
            // then
            assertThat(verdicts(gate)).containsExactly("early UNMATCHED", "late TOO_LATE");
            assertThat(touches(gate)).hasSize(6);
        }
    }

    @Test
    void aClickThatWasConvertedIsNotReportedAndOneThatWasConvertedTooLateIs() throws Exception {
        try (var gate = opened()) {
            // given
            gate.processElement1(click("sold", START), START);
            gate.processElement1(click("late", START), START);
            gate.processElement2(order("o1", "sold", START + 1), START + 1);
            gate.processElement2(order("o2", "late", START + DAY_MS + 1), START + DAY_MS + 1);
            // when
            gate.processBothWatermarks(mark(START + DAY_MS + HOUR_MS));
            // then
            assertThat(told(gate, Gate.UNCONVERTED))
                    .extracting(Click::clickId)
                    .containsExactly("late");
        }
    }

    @Test
    void aRestoredGateStillHasItsClicksAndOrders() throws Exception {
        // given
        OperatorSubtaskState state;
        try (var gate = opened()) {
            gate.processElement1(click("c1", START), START);
            gate.processElement2(order("o2", "c2", START + 7), START + 7);
            state = gate.snapshot(1, 1);
        }
        try (var gate = harness()) {
            gate.initializeState(state);
            gate.open();
            // when
            gate.processElement2(order("o1", "c1", START + 9), START + 9);
            gate.processElement1(click("c2", START + 5), START + 5);
            // then
            assertThat(touches(gate)).containsExactly("c1", "o1", "c2", "o2");
            assertThat(Objects.requireNonNull(gate.extractOutputValues().get(0).click()).arms())
                    .containsExactly(Orders.ARM);
        }
    }

    private static void assertNothingKept(
            KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch> gate) {
        assertThat(gate.numKeyedStateEntries()).isZero();
        assertThat(gate.numEventTimeTimers()).isZero();
        assertThat(gate.numProcessingTimeTimers()).isZero();
    }

    private static List<String> touches(
            KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch> gate) {
        return gate.extractOutputValues().stream()
                .map(
                        touch ->
                                touch.click() != null
                                        ? touch.click().clickId()
                                        : Objects.requireNonNull(touch.order()).orderId())
                .toList();
    }

    private static List<String> verdicts(
            KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch> gate) {
        return told(gate, Gate.NOT_MATCHED).stream()
                .map(told -> told.order().orderId() + " " + told.attribution())
                .toList();
    }

    private static <X> List<X> told(
            KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch> gate,
            OutputTag<X> tag) {
        var records = gate.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(record -> record.getValue()).toList();
    }

    private static Watermark mark(long atMs) {
        return new Watermark(atMs);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch>
            opened() throws Exception {
        var gate = harness();
        gate.open();
        return gate;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Click, ConversionEvent, Touch>
            harness() throws Exception {
        return new KeyedTwoInputStreamOperatorTestHarness<>(
                new KeyedCoProcessOperator<>(new Gate(LATENESS)),
                Click::clickId,
                ConversionEvent::clickId,
                Types.STRING);
    }
}
