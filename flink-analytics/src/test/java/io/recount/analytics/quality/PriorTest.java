package io.recount.analytics.quality;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class PriorTest {
    private static final Prior PRIOR = new Prior(4, 100);

    @Test
    void knowsNothingOfAnAdButItsGroup() {
        assertThat(PRIOR.estimate(0, 0).rate()).isEqualTo(0.04);
        assertThat(Score.of(PRIOR.estimate(0, 0), PRIOR.mean()).scoreE4()).isEqualTo(50_000);
    }

    @Property(tries = 100)
    void anEstimateLiesBetweenTheGroupsRateAndItsOwnAndWithinItsInterval(
            @ForAll @DoubleRange(min = 0, max = 200) double clicks,
            @ForAll @DoubleRange(min = 200, max = 5_000) double shown) {
        Prior.Estimate estimate = PRIOR.estimate(clicks, shown);
        double own = clicks / shown;
        assertThat(estimate.rate())
                .isBetween(Math.min(own, 0.04) - 1e-12, Math.max(own, 0.04) + 1e-12);
        assertThat(estimate.low()).isLessThan(estimate.rate());
        assertThat(estimate.high()).isGreaterThan(estimate.rate());
    }

    @Test
    void adsThatDifferMoreAreDrawnLessToTheirMean() {
        double[] shown = {1_000, 1_000, 1_000, 1_000};
        Prior alike = Prior.fit(new double[] {38, 42, 40, 40}, shown);
        Prior different = Prior.fit(new double[] {10, 90, 20, 40}, shown);
        assertThat(different.exposure()).isLessThan(alike.exposure());
        assertThat(different.mean()).isBetween(0.039, 0.041);
    }
}
