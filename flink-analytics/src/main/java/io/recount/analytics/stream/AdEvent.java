package io.recount.analytics.stream;

/**
 * An event of {@code ad-events} that is measured, as slim as windows need it.
 *
 * @param atMs the event's own time, epoch ms, never negative
 * @param amountMicros what was charged or credited; 0 of the other kinds
 * @param arms of price experiments, which the click's visitor was in
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared as a whole.
public record AdEvent(
        Kind kind,
        String advertiserId,
        String campaignId,
        String adId,
        long atMs,
        long amountMicros,
        Arm[] arms) {

    /** What is counted. The order is part of the state: append only. */
    public enum Kind {
        IMPRESSION,
        /** A charged click. */
        CLICK,
        /** A click that was refused as invalid traffic. */
        INVALID_CLICK,
        CONVERSION,
        /** The charge of a click given back. */
        CREDIT
    }
}
