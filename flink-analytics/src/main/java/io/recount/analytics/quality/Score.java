package io.recount.analytics.quality;

/**
 * Click rate as a score from 1 to 10 in steps of 1e-4: five times the rate over that of all ads. So
 * bid × score is in proportion to what an impression is expected to bring, and an ad of which
 * nothing is known has its category's mean.
 */
record Score(long scoreE4, long lowE4, long highE4) {
    private static final double MEAN_E4 = 50_000;
    private static final long LEAST_E4 = 10_000;
    private static final long MOST_E4 = 100_000;

    static Score of(Prior.Estimate estimate, double mean) {
        return new Score(
                e4(estimate.rate() / mean), e4(estimate.low() / mean), e4(estimate.high() / mean));
    }

    private static long e4(double ratio) {
        return Math.max(LEAST_E4, Math.min(MOST_E4, Math.round(MEAN_E4 * ratio)));
    }
}
