package io.recount.command.serving.gate;

import org.springframework.stereotype.Component;

/**
 * How long after an ad was served its click comes, learned from the clicks that came. Most people
 * click soon and some come back to a page much later; one mean forgets these while they are still
 * out. So the delay is a mixture of exponentials: their means are fixed, their weights follow what
 * is seen, each click counting for each of them as likely as it is of it (one step of expectation
 * maximization a click). Each part of what is in flight then decays by its own rate.
 */
@Component
public class ClickDelay {
    static final int PARTS = 4;

    /** Mean delay of each part, in ms. */
    private static final double[] MEANS_MS = {3_000, 12_000, 48_000, 192_000};

    /** A mean of 20 s, as long as nothing else is known. */
    private static final double[] PRIOR = {0.3, 0.45, 0.2, 0.05};

    private static final double PRIOR_CLICKS = 20;

    /** About this many clicks are remembered; older ones fade. */
    private static final double CLICKS_MAX = 2_000;

    private final double[] clicks = new double[PARTS];
    private volatile double[] weights = PRIOR;

    public ClickDelay() {
        for (int part = 0; part < PARTS; part++) {
            clicks[part] = PRIOR_CLICKS * PRIOR[part];
        }
    }

    /** The share of clicks whose delay is of that part. */
    double weight(int part) {
        return weights[part];
    }

    /** Of what is in flight in that part, what is left after that time. */
    static double left(int part, long elapsedMs) {
        return Math.exp(-elapsedMs / MEANS_MS[part]);
    }

    public double meanMs() {
        double[] now = weights;
        double mean = 0;
        for (int part = 0; part < PARTS; part++) {
            mean += now[part] * MEANS_MS[part];
        }
        return mean;
    }

    synchronized void saw(long delayMs) {
        double[] likely = new double[PARTS];
        double sum = 0;
        for (int part = 0; part < PARTS; part++) {
            likely[part] = weights[part] / MEANS_MS[part] * left(part, Math.max(0, delayMs));
            sum += likely[part];
        }
        double all = 0;
        for (int part = 0; part < PARTS; part++) {
            // What lies beyond all of them is of the slowest.
            double of = sum > 0 ? likely[part] / sum : part == PARTS - 1 ? 1 : 0;
            clicks[part] += of;
            all += clicks[part];
        }
        double[] learned = new double[PARTS];
        for (int part = 0; part < PARTS; part++) {
            learned[part] = clicks[part] / all;
            clicks[part] *= all > CLICKS_MAX ? 0.5 : 1;
        }
        weights = learned;
    }
}
