package io.recount.command.serving.catalogue;

import java.time.Instant;
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
    private static final int SCHEDULE = 3;

    private final long[] values;
    private final Schedules schedules;

    Facts(int slots) {
        this(new long[slots * WIDTH], new Schedules());
    }

    private Facts(long[] values, Schedules schedules) {
        this.values = values;
        this.schedules = schedules;
    }

    /** A copy with room for so many. */
    Facts copy(int slots) {
        return new Facts(Arrays.copyOf(values, slots * WIDTH), schedules);
    }

    void put(int slot, Indexed indexed) {
        int at = slot * WIDTH;
        values[at + DAY_ENDS] = indexed.dayEndsMs();
        values[at + BID] = indexed.campaign.bidMicros();
        values[at + QUALITY] = indexed.campaign.bestQualityE4();
        values[at + SCHEDULE] = schedules.of(indexed.campaign);
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

    /** The number of its hours. */
    int schedule(int slot) {
        return (int) values[slot * WIDTH + SCHEDULE];
    }

    Schedules.Now schedules(Instant at) {
        return schedules.at(at);
    }
}
