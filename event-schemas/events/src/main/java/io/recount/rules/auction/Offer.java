package io.recount.rules.auction;

/** A bid as plain values. */
public record Offer(
        String advertiserId,
        String campaignId,
        String adId,
        long bidMicros,
        long qualityE4,
        long armE4)
        implements Bid {}
