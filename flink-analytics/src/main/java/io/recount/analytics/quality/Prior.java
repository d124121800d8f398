package io.recount.analytics.quality;

import java.util.Arrays;
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

    private static final double DRAWN_BY_EVENTS = 20;
    private static final double DRAWN_BY_ADS = 10;
    private static final double LEAST_WEIGHT = 1;
    private static final double MOST_WEIGHT = 5_000;

    /** Estimated rate with its 95 % interval. */
    record Estimate(double rate, double low, double high) {}

    double mean() {
        return events / exposure;
    }

    /** Of all ads. */
    static Prior fit(double[] events, double[] exposures) {
        return of(sum(events) + UNKNOWN_RATE, sum(exposures) + 1, events, exposures, 0, 0);
    }

    /**
     * Of the ads of a category: their mean and their spread, drawn to those of all by a few
     * imagined events and ads.
     */
    Prior within(double[] seenEvents, double[] exposures) {
        return of(
                sum(seenEvents) + DRAWN_BY_EVENTS,
                sum(exposures) + DRAWN_BY_EVENTS / mean(),
                seenEvents,
                exposures,
                1 / events,
                DRAWN_BY_ADS);
    }

    /**
     * Between ads the variance of rates is that of what was seen less what chance adds; each ad
     * weighs by its exposure.
     */
    private static Prior of(
            double allEvents,
            double allExposure,
            double[] events,
            double[] exposures,
            double spreadOfAll,
            double imaginedAds) {
        double mean = allEvents / allExposure;
        double squares = 0;
        double exposureSquares = 0;
        for (int i = 0; i < events.length; i++) {
            double off = events[i] - mean * exposures[i];
            squares += off * off - mean * exposures[i];
            exposureSquares += exposures[i] * exposures[i];
        }
        double own = exposureSquares <= 0 ? 0 : squares / exposureSquares / (mean * mean);
        double spread =
                (events.length * own + imaginedAds * spreadOfAll) / (events.length + imaginedAds);
        double weight = spread <= 0 ? MOST_WEIGHT : 1 / spread;
        weight = Math.max(LEAST_WEIGHT, Math.min(MOST_WEIGHT, weight));
        return new Prior(weight, weight / mean);
    }

    private static double sum(double[] some) {
        return Arrays.stream(some).sum();
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
