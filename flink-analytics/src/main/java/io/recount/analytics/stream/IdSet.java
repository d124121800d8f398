package io.recount.analytics.stream;

import java.util.Arrays;

/**
 * A set of ids' hashes in one array, as the state keeps it: 11 to 21 bytes an id, where a map of
 * objects takes 60, and a checkpoint copies it as it lies.
 *
 * <p>The first number is how many there are; behind it, from where its upper bits point to, a hash
 * stands in the first place that was free. Zero is a free place, so a hash of zero is kept as
 * another number.
 */
final class IdSet {
    private static final int LEAST_PLACES = 8;
    private static final long INSTEAD_OF_ZERO = 0x9E37_79B9_7F4A_7C15L;

    private IdSet() {}

    static long[] empty() {
        return new long[1 + LEAST_PLACES];
    }

    static boolean contains(long[] ids, long hash) {
        return ids[placeOf(ids, kept(hash))] != 0;
    }

    /** With one more that was not in it: the same array while a quarter of it stays free. */
    static long[] with(long[] ids, long hash) {
        long[] roomy = ids[0] + 1 > (ids.length - 1) * 3L / 4 ? twiceAsLarge(ids) : ids;
        roomy[placeOf(roomy, kept(hash))] = kept(hash);
        roomy[0]++;
        return roomy;
    }

    private static long[] twiceAsLarge(long[] ids) {
        long[] larger = new long[1 + 2 * (ids.length - 1)];
        larger[0] = ids[0];
        Arrays.stream(ids, 1, ids.length)
                .filter(hash -> hash != 0)
                .forEach(hash -> larger[placeOf(larger, hash)] = hash);
        return larger;
    }

    /** Where it is, or else where it would go. The lower bits are those of {@link RepeatKeys}. */
    private static int placeOf(long[] ids, long hash) {
        int mask = ids.length - 2;
        int place = (int) (hash >>> Integer.SIZE) & mask;
        while (ids[1 + place] != 0 && ids[1 + place] != hash) {
            place = (place + 1) & mask;
        }
        return 1 + place;
    }

    private static long kept(long hash) {
        return hash == 0 ? INSTEAD_OF_ZERO : hash;
    }
}
