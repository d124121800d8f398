package io.recount.rules.auction;

/**
 * A hash that is the same in every process and every release: FNV-1a over the characters of a pair
 * of texts, then the finalizer of MurmurHash3, because FNV alone hardly moves its upper bits for
 * texts that differ at their ends. It spreads; it keeps no secret.
 */
public final class StableHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** In no id and no name, so that "a" with "bc" is another pair than "ab" with "c". */
    private static final char BETWEEN = '\n';

    private StableHash() {}

    public static long of(String first, String second) {
        return of(begin(first), second);
    }

    /** The first of the pair, when many seconds follow. */
    static long begin(String first) {
        return (over(FNV_OFFSET, first) ^ BETWEEN) * FNV_PRIME;
    }

    static long of(long begun, String second) {
        return mix(over(begun, second));
    }

    private static long over(long hash, String text) {
        long h = hash;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * FNV_PRIME;
        }
        return h;
    }

    private static long mix(long hash) {
        long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }
}
