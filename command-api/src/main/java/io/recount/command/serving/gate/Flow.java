package io.recount.command.serving.gate;

/**
 * What one campaign or advertiser has in flight at an instant: the clicks still expected on what
 * was served, in money. Predictions, hence floating point: nothing here is ever charged.
 *
 * @param mean expected spend, in micros: the sum of click rate × price
 * @param variance of it, in micros²: the sum of click rate × price²
 * @param atMs epoch ms as of which
 * @param everMicros all that was ever expected, never taken out again: how fast it is served
 */
record Flow(double mean, double variance, long atMs, double everMicros) {
    static final Flow NONE = new Flow(0, 0, 0, 0);

    /** What is left of it later: clicks that have not come by then come ever less likely. */
    Flow at(long laterMs, double meanDelayMs) {
        if (laterMs <= atMs || mean == 0) {
            return this;
        }
        double left = Math.exp(-(laterMs - atMs) / meanDelayMs);
        return new Flow(mean * left, variance * left, laterMs, everMicros);
    }

    Flow plus(double clickRate, double price, long servedMs, double meanDelayMs) {
        Flow now = at(servedMs, meanDelayMs);
        double expected = clickRate * price;
        return new Flow(
                now.mean + expected,
                now.variance + expected * price,
                Math.max(now.atMs, servedMs),
                everMicros + expected);
    }

    /** Without that share, which was in it as long as its click was awaited. */
    Flow minus(double share, double price, long clickedMs, double meanDelayMs) {
        Flow now = at(clickedMs, meanDelayMs);
        return new Flow(
                Math.max(0, now.mean - share),
                Math.max(0, now.variance - share * price),
                now.atMs,
                everMicros);
    }

    /** What it will hardly exceed: the mean and two standard deviations. */
    double reach() {
        return mean + 2 * Math.sqrt(variance);
    }
}
