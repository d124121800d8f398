package io.recount.worker.settlement;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Rounds parts to whole units so that they add up to their rounded sum: each is rounded down, and
 * what is left goes, one unit each, to those that lost most. (Hamilton's method of apportionment.)
 */
final class LargestRemainder {
    private LargestRemainder() {}

    /**
     * @param total what the parts must add up to, in units: the sum of the parts, rounded up or
     *     down
     * @param parts in parts of a unit; below zero too
     * @param unit how many of these make one unit
     * @throws IllegalArgumentException the total is no rounding of the sum
     */
    static long[] round(long total, long[] parts, long unit) {
        long[] rounded = new long[parts.length];
        long left = total;
        for (int i = 0; i < parts.length; i++) {
            rounded[i] = Math.floorDiv(parts[i], unit);
            left = Math.subtractExact(left, rounded[i]);
        }
        long broken = IntStream.range(0, parts.length).filter(i -> parts[i] % unit != 0).count();
        if (left < 0 || left > broken) {
            throw new IllegalArgumentException(
                    "%d is no rounding of the parts: %d units left for %d parts"
                            .formatted(total, left, broken));
        }
        IntStream.range(0, parts.length)
                .boxed()
                .sorted(
                        Comparator.comparingLong((Integer i) -> Math.floorMod(parts[i], unit))
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()))
                .limit(left)
                .forEach(i -> rounded[i]++);
        return rounded;
    }
}
