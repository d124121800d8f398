package io.recount.command.serving.catalogue;

import java.util.Arrays;

/**
 * What a request reads of every campaign that matches, by slot, side by side in one array. It looks
 * at dozens, now and then at a thousand, anywhere in the catalogue: each is one miss of the
 * processor's cache here, and one for each object on the way to it otherwise. One thread writes
 * slots that no snapshot has yet; others read.
 */
final class Facts {
    private static final int WIDTH = 4;
    private static final int DAY_ENDS = 0;
    private static final int BID = 1;
    private static final int QUALITY = 2;
    private static final int ALL_HOURS = 3;

    private final long[] values;

    Facts(int slots) {
        this(new long[slots * WIDTH]);
    }

    private Facts(long[] values) {
        this.values = values;
    }

    /** A copy with room for so many. */
    Facts copy(int slots) {
        return new Facts(Arrays.copyOf(values, slots * WIDTH));
    }

    void put(int slot, Indexed indexed) {
        int at = slot * WIDTH;
        values[at + DAY_ENDS] = indexed.dayEndsMs();
        values[at + BID] = indexed.campaign.bidMicros();
        values[at + QUALITY] = indexed.campaign.bestQualityE4();
        values[at + ALL_HOURS] = indexed.campaign.hours().areAll() ? 1 : 0;
    }

    boolean hasUsedUpItsDay(int slot, long atMs) {
        return atMs < values[slot * WIDTH + DAY_ENDS];
    }

    long bidMicros(int slot) {
        return values[slot * WIDTH + BID];
    }

    long bestQualityE4(int slot) {
        return values[slot * WIDTH + QUALITY];
    }

    boolean targetsAllHours(int slot) {
        return values[slot * WIDTH + ALL_HOURS] == 1;
    }
}
