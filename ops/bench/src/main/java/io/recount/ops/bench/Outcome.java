package io.recount.ops.bench;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came out for one contender in one setting.
 *
 * @param perSecond of each round
 * @param latencyUs over all rounds, null where no single call was timed
 * @param reference the contender in the same setting that it is compared with, null where it is the
 *     reference
 * @param target the least ratio to the reference that is asked for, 0 where none is
 */
record Outcome(
        String setting,
        String contender,
        List<Double> perSecond,
        @Nullable Histogram latencyUs,
        @Nullable String reference,
        double target) {
    double median() {
        double[] sorted = perSecond.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    double percentileMs(double percentile) {
        return latencyUs == null
                ? Double.NaN
                : latencyUs.getValueAtPercentile(percentile) / 1_000.0;
    }
}
