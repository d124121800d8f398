package io.recount.analytics.stream;

import org.jspecify.annotations.Nullable;

/**
 * One event of {@code ad-events}, as the parts of the job want it: at most one record for each of
 * them, and none where they do not care for it. What makes it one event stands beside.
 *
 * @param partition of the topic
 * @param sequence within its advertiser's events of the log; {@link #UNKNOWN} of what is not from
 *     there, which is known by its id
 * @param advertiserHash 64 bits of a hash of the advertiser's id; 0 where the sequence is unknown
 * @param idHash 64 bits of a hash of kind and event id; see {@link DropRepeats} for why it is
 *     enough
 * @param atMs the event's own time, epoch ms, never negative
 * @param knownByMs an instant that its repeats have as well, whenever they come; of a conversion
 *     there is none
 * @param measured null of a conversion: {@link OrdersOnce} makes it
 */
public record DecodedEvent(
        int partition,
        long sequence,
        long advertiserHash,
        long idHash,
        long atMs,
        long knownByMs,
        @Nullable AdEvent measured,
        @Nullable ChargedClick charged,
        @Nullable ConversionEvent conversion,
        @Nullable TrafficEvent traffic) {
    public static final long UNKNOWN = -1;

    boolean isOfTheLog() {
        return sequence != UNKNOWN;
    }
}
