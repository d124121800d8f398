package io.recount.ops.traffic.truth;

/**
 * An impression or a click, as the platform would see it: what it really is, is not in it. Empty
 * texts stand for what is not known.
 *
 * @param slot of an impression; 0 of a click
 */
public record Seen(
        boolean click,
        String clickId,
        String adId,
        String campaignId,
        String advertiserId,
        long atMs,
        long servedAtMs,
        int slot,
        String visitor,
        String network,
        String publisher,
        String agentClass,
        String networkClass) {}
