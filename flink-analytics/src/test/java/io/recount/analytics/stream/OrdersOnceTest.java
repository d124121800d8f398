package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class OrdersOnceTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);

    @Test
    void anOrderCountsOnceForHoweverManyClicksItIsTold() throws Exception {
        try (var harness = harness()) {
            // when
            harness.processElement(Events.order("v", "k1", MINUTE), MINUTE);
            harness.processElement(Events.order("v", "k2", MINUTE + 5), MINUTE + 5);
            harness.processElement(Events.order("w", "k1", MINUTE), MINUTE);
            // then
            assertThat(harness.extractOutputValues())
                    .extracting(AdEvent::kind)
                    .containsExactly(AdEvent.Kind.CONVERSION, AdEvent.Kind.CONVERSION);
        }
    }

    @Test
    void anOrderOfAClosedMinuteIsPutAside() throws Exception {
        try (var harness = harness()) {
            // given
            harness.processWatermark(Timings.DEFAULT.closedAt(MINUTE));
            // when
            harness.processElement(Events.order("v", "k1", MINUTE), MINUTE);
            // then
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.getSideOutput(OrdersOnce.TOO_LATE)).hasSize(1);
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ConversionEvent, AdEvent>
            harness() throws Exception {
        return ProcessFunctionTestHarnesses.forKeyedProcessFunction(
                new OrdersOnce(Timings.DEFAULT), ConversionEvent::conversionId, Types.STRING);
    }
}
