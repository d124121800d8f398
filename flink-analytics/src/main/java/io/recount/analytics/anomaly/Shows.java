package io.recount.analytics.anomaly;

/**
 * How often ads were shown, added up before it is sent to another task.
 *
 * @param key of a source as {@link Source} writes it, or an ad's id with its slot
 */
public record Shows(
        String key, String advertiserId, String campaignId, int slot, long count, long atMs) {}
