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
 * @param refused calls that were told to come again later
 */
record Outcome(
        Question question, List<Double> perSecond, @Nullable Histogram latencyUs, long refused) {
    /**
     * Who is compared with whom.
     *
     * @param reference the contender in the same setting that it is compared with, null where it is
     *     the reference
     * @param target the least ratio to the reference that is asked for, 0 where none is
     */
    record Question(String setting, String contender, @Nullable String reference, double target) {
        static Question reference(String setting, String contender) {
            return new Question(setting, contender, null, 0);
        }
    }

    /** The same figures, asked something else. */
    Outcome as(Question other) {
        return new Outcome(other, perSecond, null, 0);
    }

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

    /** To its reference among those; not a number where it has none. */
    double ratio(List<Outcome> all) {
        return all.stream()
                .filter(
                        other ->
                                other.question.setting().equals(question.setting())
                                        && other.question.reference() == null
                                        && other.question.contender().equals(question.reference()))
                .mapToDouble(reference -> median() / reference.median())
                .findFirst()
                .orElse(Double.NaN);
    }
}
