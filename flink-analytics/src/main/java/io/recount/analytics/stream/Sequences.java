package io.recount.analytics.stream;

import java.util.Arrays;

/**
 * Which sequence numbers of an advertiser were seen, as ranges without touching ends: {@code first,
 * last, first, last …}. While none is missing that is one range, however many events it stands for.
 *
 * <p>The first that is seen begins the first range: what lies before it was never to be had, and is
 * taken where the relay tells it after all.
 */
final class Sequences {
    /** Beyond, the lowest hole is given up: what is in it counts as seen. */
    static final int MAX_RANGES = 32;

    static final long[] NOTHING = {};

    private Sequences() {}

    static boolean contains(long[] seen, long sequence) {
        int range = lastBeginningUpTo(seen, sequence);
        return range >= 0 && sequence <= seen[2 * range + 1];
    }

    /** One more, that was not in it. */
    static long[] with(long[] seen, long sequence) {
        int before = lastBeginningUpTo(seen, sequence);
        boolean touchesBefore = before >= 0 && seen[2 * before + 1] == sequence - 1;
        int after = before + 1;
        boolean touchesAfter = 2 * after < seen.length && seen[2 * after] == sequence + 1;
        if (touchesBefore && touchesAfter) {
            return without(seen, 2 * before + 1);
        }
        if (touchesBefore || touchesAfter) {
            long[] longer = seen.clone();
            longer[touchesBefore ? 2 * before + 1 : 2 * after] = sequence;
            return longer;
        }
        long[] more = new long[seen.length + 2];
        System.arraycopy(seen, 0, more, 0, 2 * after);
        more[2 * after] = sequence;
        more[2 * after + 1] = sequence;
        System.arraycopy(seen, 2 * after, more, 2 * after + 2, seen.length - 2 * after);
        return more.length > 2 * MAX_RANGES ? without(more, 1) : more;
    }

    /** How many numbers are missing between the first and the last. */
    static long missing(long[] seen) {
        long missing = 0;
        for (int i = 2; i < seen.length; i += 2) {
            missing += seen[i] - seen[i - 1] - 1;
        }
        return missing;
    }

    /** Index of the range, or -1 where all begin later. */
    private static int lastBeginningUpTo(long[] seen, long sequence) {
        int range = seen.length / 2 - 1;
        while (range >= 0 && seen[2 * range] > sequence) {
            range--;
        }
        return range;
    }

    /** Without the gap between the end at that index and the beginning behind it. */
    private static long[] without(long[] seen, int end) {
        long[] fewer = Arrays.copyOf(seen, seen.length - 2);
        System.arraycopy(seen, end + 2, fewer, end, seen.length - end - 2);
        return fewer;
    }
}
