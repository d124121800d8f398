package io.recount.command.serving.gate;

/**
 * What one campaign or advertiser has in flight at an instant: the clicks still expected on what
 * was served, in money, by the parts of the {@link ClickDelay}. Immutable. Predictions, hence
 * floating point: nothing here is ever charged.
 */
final class Flow {
    static final Flow NONE = new Flow(new double[ClickDelay.PARTS], 0, 0, 0);

    private final double[] expected;
    private final double price;
    private final long atMs;
    private final double everMicros;

    /**
     * @param expected spend by part, in micros: sums of click rate × price
     * @param price the mean price in it, weighted by what is expected at it
     * @param atMs epoch ms as of which
     * @param everMicros all that was ever expected, never taken out again
     */
    Flow(double[] expected, double price, long atMs, double everMicros) {
        this.expected = expected;
        this.price = price;
        this.atMs = atMs;
        this.everMicros = everMicros;
    }

    /** What is left of it later: clicks that have not come by then come ever less likely. */
    Flow at(long laterMs) {
        if (laterMs <= atMs) {
            return this;
        }
        double[] left = new double[ClickDelay.PARTS];
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            left[part] = expected[part] * ClickDelay.left(part, laterMs - atMs);
        }
        return new Flow(left, price, laterMs, everMicros);
    }

    Flow plus(double clickRate, long servedPrice, long servedMs, ClickDelay delay) {
        Flow now = at(servedMs);
        double more = clickRate * servedPrice;
        double[] sum = new double[ClickDelay.PARTS];
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            sum[part] =
                    now.expected[part]
                            + more
                                    * delay.weight(part)
                                    * ClickDelay.left(part, Math.max(0, now.atMs - servedMs));
        }
        double before = now.mean();
        double mixed = (before * price + more * servedPrice) / (before + more);
        return new Flow(sum, mixed, now.atMs, everMicros + more);
    }

    /** Without the share of an ad that was clicked: it was in it as long as that was awaited. */
    Flow minus(
            double clickRate, long clickedPrice, long servedMs, long clickedMs, ClickDelay delay) {
        Flow now = at(clickedMs);
        double[] rest = new double[ClickDelay.PARTS];
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            double share =
                    clickRate
                            * clickedPrice
                            * delay.weight(part)
                            * ClickDelay.left(part, Math.max(0, now.atMs - servedMs));
            rest[part] = Math.max(0, now.expected[part] - share);
        }
        return new Flow(rest, price, now.atMs, everMicros);
    }

    /** Both together, as of the later one. */
    Flow and(Flow other) {
        long at = Math.max(atMs, other.atMs);
        Flow one = at(at);
        Flow two = other.at(at);
        double[] sum = new double[ClickDelay.PARTS];
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            sum[part] = one.expected[part] + two.expected[part];
        }
        double mean = one.mean() + two.mean();
        double mixed = mean > 0 ? (one.mean() * price + two.mean() * other.price) / mean : 0;
        return new Flow(sum, mixed, at, everMicros + other.everMicros);
    }

    /** As if so many had done the same. */
    Flow times(int instances) {
        double[] product = new double[ClickDelay.PARTS];
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            product[part] = expected[part] * instances;
        }
        return new Flow(product, price, atMs, everMicros);
    }

    /** Expected spend, in micros. */
    double mean() {
        double sum = 0;
        for (double part : expected) {
            sum += part;
        }
        return sum;
    }

    /**
     * What it will hardly exceed: the mean and two standard deviations. Clicks are rare, so their
     * number varies like its mean, and their money like its mean times the price.
     */
    double reach() {
        double mean = mean();
        return mean + 2 * Math.sqrt(mean * price);
    }

    double part(int part) {
        return expected[part];
    }

    double price() {
        return price;
    }

    long atMs() {
        return atMs;
    }

    double everMicros() {
        return everMicros;
    }
}
