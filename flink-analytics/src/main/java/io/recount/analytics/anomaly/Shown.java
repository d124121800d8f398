package io.recount.analytics.anomaly;

import java.util.Arrays;

/**
 * The ads that a visitor was shown last, oldest first: of each a short hash of its click id, its
 * slot and when. Sixteen bytes an ad, because this is kept of everyone who looks at a page.
 *
 * @param entries two numbers an ad: hash and slot, instant
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Shown(long[] entries) {
    static final Shown NOTHING = new Shown(new long[0]);
    private static final int MOST = 32;
    private static final int SLOT_BITS = 4;
    private static final long MOST_SLOT = (1L << SLOT_BITS) - 1;

    Shown with(Sighting ad) {
        int kept = Math.min(entries.length, 2 * (MOST - 1));
        long[] next = new long[kept + 2];
        System.arraycopy(entries, entries.length - kept, next, 0, kept);
        int place = kept;
        // Nearly always the newest; a message that overtook another is put in order.
        while (place > 0 && next[place - 1] > ad.atMs()) {
            next[place] = next[place - 2];
            next[place + 1] = next[place - 1];
            place -= 2;
        }
        next[place] = ad.click() << SLOT_BITS | Math.min(ad.slot(), MOST_SLOT);
        next[place + 1] = ad.atMs();
        return new Shown(next);
    }

    /** Slot in which it was shown, 0 where it is not known to have been. */
    int slotOf(String clickId) {
        long hash = hash(clickId);
        for (int i = 0; i < size(); i++) {
            if (hashAt(i) == hash) {
                return (int) (entries[2 * i] & MOST_SLOT);
            }
        }
        return 0;
    }

    int size() {
        return entries.length / 2;
    }

    long hashAt(int index) {
        return entries[2 * index] >> SLOT_BITS;
    }

    long atMs(int index) {
        return entries[2 * index + 1];
    }

    static long hash(String clickId) {
        return clickId.hashCode();
    }

    @Override
    public String toString() {
        return Arrays.toString(entries);
    }
}
