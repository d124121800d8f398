package io.recount.analytics.quality;

import org.apache.commons.statistics.distribution.GammaDistribution;

/**
 * How the rates of a group's ads are spread: a gamma distribution, fitted to the ads themselves by
 * moments (empirical Bayes). An ad's rate is estimated from it and from what the ad did: with
 * little data it is the group's mean, with much its own.
 *
 * @param events imagined events (clicks, conversions)
 * @param exposure imagined exposure (impressions in the first slot, clicks)
 */
record Prior(double events, double exposure) {
    private static final double TAIL = 0.025;

    /** Of groups of which nothing is known: a hundredth, and hardly weighed. */
    private static final double UNKNOWN_RATE = 0.01;

    private static final double LEAST_WEIGHT = 1;
    private static final double MOST_WEIGHT = 5_000;

    /** Estimated rate with its 95 % interval. */
    record Estimate(double rate, double low, double high) {}

    double mean() {
        return events / exposure;
    }

    /**
     * Between ads the variance of rates is that of what was seen less what chance adds; each ad
     * weighs by its exposure.
     */
    static Prior fit(double[] events, double[] exposures) {
        double allEvents = 0;
        double allExposure = 0;
        for (int i = 0; i < events.length; i++) {
            allEvents += events[i];
            allExposure += exposures[i];
        }
        double mean = (allEvents + UNKNOWN_RATE) / (allExposure + 1);
        double squares = 0;
        double exposureSquares = 0;
        for (int i = 0; i < events.length; i++) {
            double off = events[i] - mean * exposures[i];
            squares += off * off - mean * exposures[i];
            exposureSquares += exposures[i] * exposures[i];
        }
        double variance = exposureSquares <= 0 ? 0 : Math.max(0, squares / exposureSquares);
        double weight = variance <= 0 ? MOST_WEIGHT : mean * mean / variance;
        weight = Math.max(LEAST_WEIGHT, Math.min(MOST_WEIGHT, weight));
        return new Prior(weight, weight / mean);
    }

    Estimate estimate(double seenEvents, double seenExposure) {
        double shape = events + seenEvents;
        double rate = exposure + seenExposure;
        var posterior = GammaDistribution.of(shape, 1 / rate);
        return new Estimate(
                shape / rate,
                posterior.inverseCumulativeProbability(TAIL),
                posterior.inverseSurvivalProbability(TAIL));
    }
}
