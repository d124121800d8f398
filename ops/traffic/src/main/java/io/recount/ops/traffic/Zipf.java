package io.recount.ops.traffic;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws ranks 0 to n−1 with a weight of 1/(rank+1)^s, as search words are used. */
final class Zipf {
    private final double[] upTo;

    Zipf(int n, double s) {
        upTo = new double[n];
        double sum = 0;
        for (int rank = 0; rank < n; rank++) {
            sum += 1 / Math.pow(rank + 1, s);
            upTo[rank] = sum;
        }
    }

    int draw(RandomGenerator random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return Math.min(upTo.length - 1, found < 0 ? -found - 1 : found);
    }
}
