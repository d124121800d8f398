package io.recount.command.serving.pacing;

import io.recount.event.FrequencyCap;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When a visitor was shown campaigns that have a frequency cap. Immutable: most visitors were shown
 * none, and share one.
 *
 * @param toldIn the connection to Redis on which all of it was read, so that pushes keep it whole;
 *     {@link #UNTOLD} when only what came since is here
 * @param shown by campaign the instants, epoch ms, newest first, as many as its cap allows
 */
record Visitor(int toldIn, Map<String, long[]> shown) {
    static final int UNTOLD = -1;

    /** Campaigns remembered of one visitor; one more, and it begins anew. */
    static final int CAMPAIGNS_MAX = 1_000;

    /** Instants that take as much memory as a visitor without any. */
    private static final int OWN_WEIGHT = 4;

    static final Visitor NEW = new Visitor(UNTOLD, Map.of());

    /**
     * As Redis tells it.
     *
     * @param fields by campaign the instants, newest first, joined by commas
     */
    static Visitor told(int connection, Map<String, String> fields) {
        Map<String, long[]> shown = new HashMap<>();
        fields.forEach((campaignId, instants) -> shown.put(campaignId, instants(instants)));
        return new Visitor(connection, Map.copyOf(shown));
    }

    private static long[] instants(String joined) {
        String[] parts = joined.split(",", -1);
        long[] instants = new long[parts.length];
        for (int i = 0; i < parts.length; i++) {
            instants[i] = Long.parseLong(parts[i]);
        }
        return instants;
    }

    boolean isToldIn(int connection) {
        return toldIn == connection;
    }

    /**
     * And was shown that campaign once more.
     *
     * @param maybeAgain it may be one of those that are here
     */
    Visitor with(Impression more, boolean maybeAgain) {
        Map<String, long[]> all = new HashMap<>(shown.size() < CAMPAIGNS_MAX ? shown : Map.of());
        long[] one = {more.atMs()};
        all.merge(
                more.campaignId(),
                one,
                (held, young) -> merged(held, young, more.allowed(), maybeAgain));
        return new Visitor(toldIn, Map.copyOf(all));
    }

    /** This, which came while it was on its way, and what Redis told. */
    Visitor and(Visitor told) {
        if (shown.isEmpty()) {
            return told;
        }
        Map<String, long[]> all = new HashMap<>(told.shown);
        shown.forEach(
                (campaignId, instants) ->
                        all.merge(
                                campaignId,
                                instants,
                                (a, b) -> merged(a, b, Math.max(a.length, b.length), true)));
        return new Visitor(told.toldIn, Map.copyOf(all));
    }

    /**
     * @param sameIsOne what stands in both is the same impression
     */
    private static long[] merged(long[] one, long[] other, int most, boolean sameIsOne) {
        long[] merged = new long[Math.min(one.length + other.length, most)];
        int length = 0;
        for (int i = 0, j = 0; length < most && (i < one.length || j < other.length); length++) {
            if (j == other.length || (i < one.length && one[i] >= other[j])) {
                merged[length] = one[i++];
                if (sameIsOne && j < other.length && merged[length] == other[j]) {
                    j++;
                }
            } else {
                merged[length] = other[j++];
            }
        }
        return Arrays.copyOf(merged, length);
    }

    /** Whether the oldest impression that the cap allows still counts. */
    boolean reaches(FrequencyCap cap, String campaignId, Instant at) {
        long @Nullable [] newestFirst = shown.get(campaignId);
        int allowed = cap.getImpressions();
        return newestFirst != null
                && newestFirst.length >= allowed
                && newestFirst[allowed - 1] > at.toEpochMilli() - Impression.lifeMs(cap);
    }

    int weight() {
        int weight = OWN_WEIGHT;
        for (long[] instants : shown.values()) {
            weight += 1 + instants.length;
        }
        return weight;
    }
}
