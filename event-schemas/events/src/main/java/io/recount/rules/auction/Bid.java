package io.recount.rules.auction;

/** What one campaign offers for a slot, with the best of its ads. */
public interface Bid {
    String advertiserId();

    String campaignId();

    String adId();

    /** The most that it pays for a click; at most {@code Micros.MAX}. */
    long bidMicros();

    /** Of the ad, in steps of 1e-4, above 0. */
    long qualityE4();

    /** Of the price experiments that the visitor is in, in steps of 1e-4; 10000 changes nothing. */
    long armE4();
}
