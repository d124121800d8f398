package io.recount.analytics.budgetsync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class ScheduleTest {
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final Duration LISTED_FOR = Duration.ofMinutes(3);
    private static final long START = 1_700_000_000_000L;

    @Test
    void eachListedCampaignComesOnceAPeriodHoweverOftenItIsListed() throws Exception {
        try (var schedule = opened()) {
            // when: listed each minute for an hour
            for (int minute = 0; minute < 60; minute++) {
                schedule.setProcessingTime(START + minute * 60_000L);
                for (int c = 0; c < 20; c++) {
                    schedule.processElement(campaign(c), 0);
                }
            }
            schedule.setProcessingTime(START + PERIOD.toMillis() * 6);
            // then
            assertThat(schedule.extractOutputValues()).hasSize(20 * 6);
            assertThat(schedule.extractOutputValues().subList(0, 20)).doesNotHaveDuplicates();
        }
    }

    @Test
    void aCampaignThatIsNoLongerListedFallsOut() throws Exception {
        try (var schedule = opened()) {
            // given
            schedule.setProcessingTime(START);
            schedule.processElement(campaign(1), 0);
            // when: its second turn
            schedule.setProcessingTime(START + PERIOD.toMillis() * 2);
            // then
            assertThat(schedule.extractOutputValues()).hasSizeLessThanOrEqualTo(1);
            assertThat(schedule.numKeyedStateEntries()).isZero();
            assertThat(schedule.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void aRestoredScheduleGoesOn() throws Exception {
        // given
        OperatorSubtaskState state;
        try (var schedule = opened()) {
            schedule.setProcessingTime(START);
            schedule.processElement(campaign(1), 0);
            state = schedule.snapshot(1, 1);
        }
        try (var restored = harness()) {
            restored.initializeState(state);
            restored.open();
            // when: listed on, for a period
            for (int minute = 0; minute <= 10; minute++) {
                restored.setProcessingTime(START + minute * 60_000L);
                restored.processElement(campaign(1), 0);
            }
            // then
            assertThat(restored.extractOutputValues()).containsExactly(campaign(1));
            assertThat(restored.numProcessingTimeTimers()).isEqualTo(1);
        }
    }

    private static ActiveCampaign campaign(int number) {
        return new ActiveCampaign("adv-c" + number, "adv", 1_000, 95, 1);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ActiveCampaign, ActiveCampaign>
            opened() throws Exception {
        var schedule = harness();
        schedule.open();
        return schedule;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, ActiveCampaign, ActiveCampaign>
            harness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Schedule(PERIOD, LISTED_FOR)),
                ActiveCampaign::campaignId,
                Types.STRING);
    }
}
