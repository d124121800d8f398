package io.recount.ops.traffic.truth;

/** An order that follows a click, and whose click it was. */
public record Order(
        String clickId,
        String adId,
        String campaignId,
        String advertiserId,
        long clickedAtMs,
        long atMs) {}
