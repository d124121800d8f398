package io.recount.ops.bench.catalogue;

import java.util.Arrays;
import java.util.Random;

/**
 * Ranks from 0, of which the first come up most: rank r with a weight of 1 ÷ (r + 1 + shift)^power.
 * A shift flattens the head.
 */
final class Zipf {
    private final double[] upTo;

    Zipf(int ranks, double power, double shift) {
        upTo = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1 / Math.pow(rank + 1 + shift, power);
            upTo[rank] = sum;
        }
    }

    int next(Random random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
    }
}
