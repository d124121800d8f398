package io.recount.analytics.stream;

/**
 * An event of {@code ad-events} that is measured, as slim as dedupe and windows need it.
 *
 * @param idHash 64 bits of a hash of kind and event id; see {@link DropRepeats} for why it is
 *     enough
 * @param atMs the event's own time, epoch ms, never negative
 * @param costMicros what was charged; 0 unless the kind is {@link Kind#CLICK}
 */
public record AdEvent(
        Kind kind,
        long idHash,
        String advertiserId,
        String campaignId,
        String adId,
        long atMs,
        long costMicros) {

    /** What is counted. The order is part of the state: append only. */
    public enum Kind {
        IMPRESSION,
        /** A charged click. */
        CLICK,
        /** A click that was refused as invalid traffic. */
        INVALID_CLICK,
        CONVERSION
    }
}
