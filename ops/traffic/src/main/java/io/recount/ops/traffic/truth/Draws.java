package io.recount.ops.traffic.truth;

import java.util.random.RandomGenerator;

/** Draws from distributions, the same ones for the same generator. */
final class Draws {
    private static final double MANY = 30;

    private Draws() {}

    static double normal(RandomGenerator random) {
        return random.nextGaussian();
    }

    static double exponential(RandomGenerator random, double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    /** Knuth's product of uniforms; a normal where that would take long. */
    static int poisson(RandomGenerator random, double mean) {
        if (mean > MANY) {
            return (int) Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
        }
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble();
                product > limit;
                product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    /** With a mean of one: Marsaglia and Tsang's method, for shapes of one and more. */
    static double gamma(RandomGenerator random, double shape) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double normal = normal(random);
            double cube = Math.pow(1 + c * normal, 3);
            if (cube > 0
                    && Math.log(1 - random.nextDouble())
                            < normal * normal / 2 + d - d * cube + d * Math.log(cube)) {
                return d * cube / shape;
            }
        }
    }
}
