package io.recount.analytics.budgetsync;

import static io.recount.analytics.budgetsync.Samples.ACTIVE;
import static io.recount.analytics.budgetsync.Samples.DAY;
import static io.recount.analytics.budgetsync.Samples.charge;
import static io.recount.analytics.budgetsync.Samples.counter;
import static io.recount.analytics.budgetsync.Samples.equal;
import static io.recount.analytics.budgetsync.Samples.ledger;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.recount.analytics.stream.ChargedClick;
import io.recount.analytics.stream.TopicMessage;
import io.recount.event.BudgetCompared;
import io.recount.event.CounterDrift;
import io.recount.event.PauseThresholdReached;
import io.recount.wire.AvroCodec;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted.
class WitnessTest {
    private static final long NEXT_DAY = DAY + 86_400_000;

    @Test
    void theChargeThatReachesTheThresholdIsToldAtOnceAndOnce() throws Exception {
        try (var witness = opened()) {
            // when
            witness.processElement1(charge(DAY, 1, 949, 949), 0);
            assertThat(told(witness, PauseThresholdReached.class)).isEmpty();
            witness.processElement1(charge(DAY, 2, 1, 950), 0);
            witness.processElement1(charge(DAY, 3, 10, 960), 0);
            witness.processElement2(equal(DAY, 960, 3, DAY + 10), 0);
            // then
            var reached = told(witness, PauseThresholdReached.class);
            assertThat(reached).hasSize(1);
            assertThat(reached.get(0).getDaySpentMicros()).isEqualTo(950);
            assertThat(reached.get(0).getDayStart().toEpochMilli()).isEqualTo(DAY);
        }
    }

    @Test
    void theNextDayIsToldAnewAndSoAreRaisedLimits() throws Exception {
        try (var witness = opened()) {
            // given
            witness.processElement1(charge(DAY, 1, 950, 950), 0);
            // when
            witness.processElement1(charge(NEXT_DAY, 1, 990, 990), 0);
            var raised =
                    new ActiveCampaign(ACTIVE.campaignId(), ACTIVE.advertiserId(), 1_001, 95, 1);
            witness.setProcessingTime(NEXT_DAY + 1_000);
            witness.processElement2(
                    Compared.of(
                            raised,
                            counter(200, NEXT_DAY, 990, 990),
                            ledger(300, NEXT_DAY, 990, 1, 990),
                            NEXT_DAY + 1_000),
                    0);
            // then
            assertThat(told(witness, PauseThresholdReached.class))
                    .extracting(PauseThresholdReached::getDailyBudgetMicros)
                    .containsExactly(1_000L, 1_000L, 1_001L);
        }
    }

    @Test
    void aComparisonTellsTheThresholdThatNoChargeTold() throws Exception {
        try (var witness = opened()) {
            // when
            witness.setProcessingTime(DAY + 5_000);
            witness.processElement2(equal(DAY, 950, 4, DAY + 5_000), 0);
            witness.processElement2(equal(DAY, 950, 4, DAY + 6_000), 0);
            // then
            assertThat(told(witness, PauseThresholdReached.class)).hasSize(1);
        }
    }

    @Test
    void aDayThatIsOverIsNotToldByAComparison() throws Exception {
        try (var witness = opened()) {
            // when
            witness.setProcessingTime(DAY + 26 * 3_600_000L);
            witness.processElement2(equal(DAY, 950, 4, DAY + 5_000), 0);
            // then
            assertThat(told(witness, PauseThresholdReached.class)).isEmpty();
            assertThat(told(witness, BudgetCompared.class)).hasSize(1);
        }
    }

    @Test
    void hundredPercentNeverPauses() {
        assertThat(new Threshold(DAY, 1_000, 100).isReachedBy(1_000)).isFalse();
        assertThat(
                        new Threshold(DAY, 9_000_000_000_000_000L, 99)
                                .isReachedBy(9_000_000_000_000_000L))
                .isTrue();
    }

    @Test
    void everyComparisonIsToldAndADriftWithAllThatTheCounterShouldHold() throws Exception {
        try (var witness = opened()) {
            // when
            witness.processElement2(
                    Compared.of(
                            ACTIVE, counter(200, DAY, 107, 207), ledger(300, DAY, 100, 7, 200), 5),
                    0);
            witness.processElement2(
                    Compared.of(ACTIVE, Compared.Counter.NONE, ledger(300, DAY, 100, 7, 200), 6),
                    0);
            witness.processElement2(Compared.waiting(ACTIVE, "the read model", 7), 0);
            // then
            assertThat(told(witness, BudgetCompared.class))
                    .extracting(BudgetCompared::getDifferencePpm, BudgetCompared::getDrifted)
                    .containsExactly(tuple(70_000L, true), tuple(1_000_000L, true));
            var drifts = told(witness, CounterDrift.class);
            assertThat(drifts).hasSize(2);
            assertThat(drifts.get(0))
                    .returns(107L, CounterDrift::getRedisSpentMicros)
                    .returns(200L, CounterDrift::getRedisPosition)
                    .returns(100L, CounterDrift::getLedgerSpentMicros)
                    .returns(7L, CounterDrift::getLedgerDayClicks)
                    .returns(200L, CounterDrift::getLedgerTotalMicros)
                    .returns(200L, CounterDrift::getPosition);
            assertThat(drifts.get(1))
                    .returns(0L, CounterDrift::getRedisSpentMicros)
                    .returns(null, CounterDrift::getRedisPosition)
                    .returns(300L, CounterDrift::getPosition);
        }
    }

    @Test
    void theJobsOwnSumStandsBesideAlsoWhereTheStreamIsAhead() throws Exception {
        try (var witness = opened()) {
            // given
            witness.processElement1(charge(DAY, 1, 100, 100), 0);
            witness.processElement1(charge(DAY, 2, 100, 200), 0);
            witness.processElement1(charge(DAY, 3, 100, 300), 0);
            // when
            witness.processElement2(equal(DAY, 200, 2, DAY + 5), 0);
            // then
            assertThat(streamSums(witness)).containsExactly(200L);
        }
    }

    @Test
    void aComparisonThatIsAheadOfTheStreamWaitsForItAMoment() throws Exception {
        try (var witness = opened()) {
            // given
            witness.processElement1(charge(DAY, 1, 100, 100), 0);
            // when
            witness.processElement2(equal(DAY, 200, 2, DAY + 5), 0);
            assertThat(streamSums(witness)).isEmpty();
            witness.processElement1(charge(DAY, 2, 100, 200), 0);
            // then
            assertThat(streamSums(witness)).containsExactly(200L);
            // when: the stream stays behind
            witness.processElement2(equal(DAY, 300, 3, DAY + 6), 0);
            witness.setProcessingTime(60_000);
            // then
            assertThat(streamSums(witness)).containsExactly(200L, null);
        }
    }

    @Test
    void aSumThatMissesAChargeIsNotTold() throws Exception {
        try (var witness = opened()) {
            // given: begun in the middle of the day
            witness.processElement1(charge(DAY, 5, 100, 500), 0);
            // when
            witness.processElement2(equal(DAY, 500, 5, DAY + 5), 0);
            // then
            assertThat(streamSums(witness)).hasSize(1).containsOnlyNulls();
        }
    }

    private static List<Long> streamSums(
            KeyedTwoInputStreamOperatorTestHarness<String, ChargedClick, Compared, TopicMessage>
                    witness) {
        return told(witness, BudgetCompared.class).stream()
                .map(BudgetCompared::getStreamSpentMicros)
                .toList();
    }

    private static <T> List<T> told(
            KeyedTwoInputStreamOperatorTestHarness<String, ChargedClick, Compared, TopicMessage>
                    witness,
            Class<T> type) {
        return witness.extractOutputValues().stream()
                .map(message -> AvroCodec.decode(message.value()))
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static KeyedTwoInputStreamOperatorTestHarness<
                    String, ChargedClick, Compared, TopicMessage>
            opened() throws Exception {
        var witness =
                new KeyedTwoInputStreamOperatorTestHarness<
                        String, ChargedClick, Compared, TopicMessage>(
                        new KeyedCoProcessOperator<>(new Witness()),
                        ChargedClick::campaignId,
                        compared -> compared.campaign().campaignId(),
                        Types.STRING);
        witness.open();
        return witness;
    }
}
