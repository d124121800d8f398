package io.recount.analytics.quality;

/**
 * Something that an ad did.
 *
 * @param slot 0 where it is not known
 */
public record Told(
        Kind kind,
        String adId,
        String campaignId,
        String advertiserId,
        int slot,
        long count,
        long atMs) {
    /** What it was. */
    public enum Kind {
        SHOWN,
        CLICKED,
        CONVERTED
    }
}
