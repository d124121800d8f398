package io.recount.ops.traffic.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** What was sent, by when it arrives: a little out of order, and now and then minutes late. */
final class Arrivals {
    private static final long MOST_DISORDER_MS = 2_000;
    private static final int ONE_LATE_IN = 200;
    private static final long MOST_LATE_MS = 10L * SurgeTruth.MINUTE_MS;

    private final PriorityQueue<Arriving> arriving = new PriorityQueue<>();
    private final SplittableRandom random;
    private long number;

    private record Arriving(long atMs, long number, Seen seen) implements Comparable<Arriving> {
        @Override
        public int compareTo(Arriving other) {
            int order = Long.compare(atMs, other.atMs);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    Arrivals(SplittableRandom random) {
        this.random = random;
    }

    void send(Seen seen) {
        long delayMs =
                random.nextInt(ONE_LATE_IN) == 0
                        ? random.nextLong(MOST_LATE_MS)
                        : random.nextInt(10) == 0 ? random.nextLong(MOST_DISORDER_MS) : 20;
        arriving.add(new Arriving(seen.atMs() + delayMs, number++, seen));
    }

    List<Seen> until(long untilMs) {
        List<Seen> arrived = new ArrayList<>();
        while (!arriving.isEmpty() && arriving.peek().atMs < untilMs) {
            arrived.add(arriving.remove().seen);
        }
        return arrived;
    }
}
