package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.Timings;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class LateTotalsTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);
    private static final Totals SHOWN = new Totals(1, 0, 0, 0, 0, 0, 0, 1);
    private static final Subject AD = new Subject(Subject.Kind.AD, "a", "", "adv", "adv-c");

    @Test
    void whatIsLateAddsUpForEachOfItsWindows() throws Exception {
        try (KeyedOneInputStreamOperatorTestHarness<String, Part, WindowTotals> harness =
                ProcessFunctionTestHarnesses.forKeyedProcessFunction(
                        new LateTotals(PerformanceWindows.WINDOWS), Part::key, Types.STRING)) {
            // when
            harness.processElement(new Part(AD, MINUTE, SHOWN), MINUTE);
            harness.processElement(new Part(AD, MINUTE + 60_000, SHOWN), MINUTE);
            // then
            assertThat(harness.extractOutputValues())
                    .allMatch(WindowTotals::late)
                    .extracting(told -> told.windowMs() / 60_000 + "m " + told.totals().revision())
                    .containsExactly("1m 1", "5m 1", "60m 1", "1m 1", "5m 2", "60m 2");
        }
    }
}
