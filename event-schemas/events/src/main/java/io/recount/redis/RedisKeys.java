package io.recount.redis;

import java.time.Duration;

/**
 * Every Redis key. Records are hashes whose {@code position} field is their version (the log's
 * position of the event that they show); they are written by {@link CompareAndSet} only.
 */
public final class RedisKeys {
    /** Hash: campaign id → {@code CatalogueCampaign}, single-object encoded. */
    public static final String CATALOGUE = "catalogue";

    /**
     * Stream: one entry {@code {campaign: id, position: P}} for each change of {@link #CATALOGUE}.
     */
    public static final String CATALOGUE_CHANGES = "catalogue:changes";

    /**
     * About this many changes are kept; a reader that fell behind loads the whole catalogue again.
     */
    public static final long CATALOGUE_CHANGES_KEPT = 10_000;

    /**
     * String: present once the catalogue is complete. Its absence means: Redis was lost, rebuild.
     */
    public static final String CATALOGUE_READY = "catalogue:ready";

    /** String: present once all day counters and balances are complete. */
    public static final String COUNTERS_READY = "counters:ready";

    /** How long a window's record outlives its last update. */
    public static final Duration METRICS_TTL = Duration.ofHours(2);

    private RedisKeys() {}

    /**
     * Hash {@code {day, spent, clicks, position}}: what a campaign spent on the day that starts at
     * {@code day} (epoch ms), in micros. An older day than today means nothing spent today.
     */
    public static String campaignDay(String campaignId) {
        return "campaign:" + campaignId + ":day";
    }

    /** Hash {@code {balance, position}}, in micros. */
    public static String advertiserBalance(String advertiserId) {
        return "advertiser:" + advertiserId + ":balance";
    }

    /**
     * Hash {@code {windowStart, impressions, clicks, invalidClicks, conversions, costMicros,
     * revision, complete}}: the newest minute's totals of an ad; {@code complete} is 0 or 1. Its
     * version is {@code (windowStart, revision, complete)}.
     */
    public static String adMinute(String adId) {
        return "ad:" + adId + ":metrics:1m";
    }

    /** As {@link #adMinute}, of a campaign. */
    public static String campaignMinute(String campaignId) {
        return "campaign:" + campaignId + ":metrics:1m";
    }
}
