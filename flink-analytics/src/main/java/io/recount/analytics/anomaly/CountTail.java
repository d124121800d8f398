package io.recount.analytics.anomaly;

import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * How improbable a count is. Clicks of a minute are few and their rate is not quite known, so they
 * spread wider than a Poisson count: negative binomial, with the mean and the relative variance of
 * the rate. (A normal distribution's three sigma says nothing about counts of one or two.)
 */
final class CountTail {
    /** Below it the rate is as good as known, and the count a Poisson one. */
    private static final double NO_SPREAD = 1e-9;

    private CountTail() {}

    /**
     * P(X ≥ count).
     *
     * @param spread variance of the rate over its squared mean
     */
    static double atLeast(long count, double mean, double spread) {
        if (count <= 0) {
            return 1;
        }
        if (mean <= 0) {
            return 0;
        }
        if (spread < NO_SPREAD) {
            return RegularizedGamma.P.value((double) count, mean);
        }
        double size = 1 / spread;
        return RegularizedBeta.value(mean / (size + mean), (double) count, size);
    }

    /** The least count that is less probable than that. */
    static long critical(double mean, double spread, double probability) {
        long low = 0;
        long high = 1;
        while (atLeast(high, mean, spread) >= probability) {
            low = high;
            high *= 2;
        }
        while (high - low > 1) {
            long middle = (low + high) >>> 1;
            if (atLeast(middle, mean, spread) >= probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
