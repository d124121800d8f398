package io.recount.analytics.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.attribution.Attributed;
import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.analytics.stream.Timings;
import io.recount.event.Attribution;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class ArmConversionsTest {
    private static final long MINUTE = Timings.windowStart(1_700_000_000_000L);
    private static final Arm A = new Arm("x1", "A");
    private static final Arm B = new Arm("x2", "B");

    @Test
    void anOrderCountsOnceForEachArmOfItsClickInItsOwnMinute() throws Exception {
        try (var harness = harness()) {
            // when
            take(harness, attributed(Attribution.ATTRIBUTED, false, A, B));
            // then
            assertThat(harness.extractOutputValues())
                    .containsExactly(
                            new Part(Subject.arm(A), MINUTE, Totals.CONVERSION),
                            new Part(Subject.arm(B), MINUTE, Totals.CONVERSION));
        }
    }

    @Test
    void whatALaterClickTookOverIsNotCountedAgain() throws Exception {
        try (var harness = harness()) {
            // when
            take(harness, attributed(Attribution.ATTRIBUTED, true, A));
            // then
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void ordersWithoutAClickInTimeCountForNoArm() throws Exception {
        try (var harness = harness()) {
            // when
            take(harness, attributed(Attribution.TOO_LATE, false, A));
            take(harness, attributed(Attribution.UNMATCHED, false, A));
            // then
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    private static Attributed attributed(Attribution attribution, boolean replaces, Arm... arms) {
        long occurredAtMs = MINUTE + 59_999;
        var order =
                new ConversionEvent(
                        "v1", "o1", "k1", "adv", "c1", "a1", 1, occurredAtMs, occurredAtMs + 5_000);
        return new Attributed(order, attribution, MINUTE, arms, replaces, occurredAtMs);
    }

    private static void take(
            OneInputStreamOperatorTestHarness<Attributed, Part> harness, Attributed told)
            throws Exception {
        harness.processElement(told, told.order().occurredAtMs());
    }

    private static OneInputStreamOperatorTestHarness<Attributed, Part> harness() throws Exception {
        var harness = new OneInputStreamOperatorTestHarness<>(new ArmConversions());
        harness.open();
        return harness;
    }
}
