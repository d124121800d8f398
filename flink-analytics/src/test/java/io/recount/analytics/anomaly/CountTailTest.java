package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CountTailTest {
    @Test
    void knowsThePoissonTail() {
        // 1 − e⁻² (1 + 2)
        assertThat(CountTail.atLeast(2, 2, 0)).isCloseTo(1 - 3 * Math.exp(-2), within(1e-12));
    }

    @Test
    void knowsTheNegativeBinomialTail() {
        // Size 1 is geometric: P(X ≥ k) = (mean / (1 + mean))^k.
        assertThat(CountTail.atLeast(3, 2, 1)).isCloseTo(Math.pow(2.0 / 3, 3), within(1e-12));
    }

    @Property(tries = 200)
    void theCriticalCountIsTheLeastThatIsLessProbable(
            @ForAll @DoubleRange(min = 0.01, max = 300) double mean,
            @ForAll @DoubleRange(max = 1) double spread) {
        long critical = CountTail.critical(mean, spread, 1e-6);
        assertThat(CountTail.atLeast(critical, mean, spread)).isLessThan(1e-6);
        assertThat(CountTail.atLeast(critical - 1, mean, spread)).isGreaterThanOrEqualTo(1e-6);
    }

    @Property(tries = 200)
    void moreSpreadMakesHighCountsMoreProbable(
            @ForAll @DoubleRange(min = 0.01, max = 50) double mean,
            @ForAll @IntRange(min = 1, max = 50) int above) {
        long count = (long) Math.ceil(2 * mean) + above;
        assertThat(CountTail.atLeast(count, mean, 0.5))
                .isGreaterThanOrEqualTo(CountTail.atLeast(count, mean, 0.05));
    }
}
