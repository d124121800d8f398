package io.recount.analytics.anomaly;

/**
 * Clicks and impressions of a network or a publisher of late: both are forgotten by half in an
 * hour.
 */
public record SourceRate(double shown, double clicked, long atMs) {
    static final SourceRate NONE = new SourceRate(0, 0, 0);
    private static final double HALF_LIFE_MS = 3_600_000;
    private static final double LEAST_CLICKS = 15;

    /** What no page and no audience reaches: one ad in five is clicked. */
    private static final double MOST_RATE = 0.2;

    private static final double SIGMAS = 4;

    SourceRate with(long shows, long clicks, long nowMs) {
        double kept = Math.pow(0.5, Math.max(0, nowMs - atMs) / HALF_LIFE_MS);
        return new SourceRate(shown * kept + shows, clicked * kept + clicks, Math.max(atMs, nowMs));
    }

    /** Lower end of Wilson's interval for the share of ads that are clicked. */
    double atLeast() {
        double ads = Math.max(shown, clicked);
        if (ads <= 0) {
            return 0;
        }
        double rate = clicked / ads;
        double square = SIGMAS * SIGMAS;
        double middle = rate + square / (2 * ads);
        double half = SIGMAS * Math.sqrt(rate * (1 - rate) / ads + square / (4 * ads * ads));
        return (middle - half) / (1 + square / ads);
    }

    /**
     * Not where more was clicked than shown: a publisher that tells no addresses with its ad
     * requests has its clicks counted for networks, and its impressions for none.
     */
    boolean isTooHigh() {
        return clicked >= LEAST_CLICKS && shown >= clicked && atLeast() > MOST_RATE;
    }
}
