package io.recount.analytics.anomaly;

/**
 * A click of somebody who is not suspected.
 *
 * @param slot where its ad was shown; 0 unknown
 */
public record SlottedClick(
        String adId, String campaignId, String advertiserId, int slot, long atMs) {}
