package io.recount.ops.traffic.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BudgetTruthTest {
    private static final long PRICE = 100_000_000;

    @Test
    void aBudgetIsUsedUpToTheLastAffordableClick() {
        // given
        BudgetTruth truth = truth(1);
        truth.click("c1", PRICE);
        // when
        List<BudgetTruth.Charge> charges = charges(truth, "c2", 1_000);
        // then
        BudgetTruth.Charge last = charges.get(charges.size() - 1);
        assertThat(charges).hasSizeBetween(33, 500);
        assertThat(last.spentMicros()).isEqualTo(charges.size() * PRICE);
        assertThat(last.number()).isEqualTo(charges.size());
        assertThat(last.budgetMicros() - last.spentMicros()).isBetween(0L, PRICE - 1);
        assertThat(truth.refused()).isEqualTo(1_000 - charges.size());
    }

    @Test
    void theThresholdIsReachedByTheFirstChargeThatComesToIt() {
        // given
        BudgetTruth truth = truth(2);
        truth.click("c1", PRICE);
        // when
        List<BudgetTruth.Charge> charges = charges(truth, "c2", 1_000);
        // then
        long first =
                charges.stream()
                        .filter(BudgetTruthTest::isAtThreshold)
                        .findFirst()
                        .orElseThrow()
                        .spentMicros();
        assertThat(truth.reached()).containsOnlyKeys("c2").containsEntry("c2", first);
    }

    @Test
    void everyOtherCampaignNeverComesToItsLimit() {
        // given
        BudgetTruth truth = truth(3);
        // when
        List<BudgetTruth.Charge> charges = charges(truth, "c1", 1_000);
        // then
        assertThat(charges).hasSize(1_000);
        assertThat(truth.reached()).isEmpty();
    }

    private static boolean isAtThreshold(BudgetTruth.Charge charge) {
        return charge.spentMicros() * 100 >= charge.budgetMicros() * charge.pausesAtPercent();
    }

    private static List<BudgetTruth.Charge> charges(
            BudgetTruth truth, String campaignId, int clicks) {
        List<BudgetTruth.Charge> charges = new ArrayList<>();
        for (int i = 0; i < clicks; i++) {
            Optional<BudgetTruth.Charge> charge = truth.click(campaignId, PRICE);
            charge.ifPresent(charges::add);
        }
        return charges;
    }

    private static BudgetTruth truth(long seed) {
        return new BudgetTruth(new SplittableRandom(seed));
    }
}
