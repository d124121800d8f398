package io.recount.redis;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every Redis key. Records are hashes whose {@code position} field is their version (the log's
 * position of the event that they show); they are written by {@link CompareAndSet} only.
 */
public final class RedisKeys {
    /** Hash: campaign id → {@code CatalogueCampaign}, single-object encoded. */
    public static final String CATALOGUE = "catalogue";

    /** Hash: advertiser id → {@code CatalogueAdvertiser}, single-object encoded. */
    public static final String CATALOGUE_ADVERTISERS = "catalogue:advertisers";

    /** Hash: experiment id → {@code CatalogueExperiment}, single-object encoded. */
    public static final String CATALOGUE_EXPERIMENTS = "catalogue:experiments";

    /**
     * Sorted set: ids of campaigns that are over, by the epoch ms at which they ended. Their
     * entries go when no token of theirs lives any more.
     */
    public static final String CATALOGUE_ENDED = "catalogue:ended";

    /**
     * Stream: one entry {@code {kind: id, position: P}} for each change of {@link #CATALOGUE}, of
     * {@link #CATALOGUE_ADVERTISERS} or of {@link #CATALOGUE_EXPERIMENTS}; the kinds are below. An
     * entry of which nothing stands there has gone.
     */
    public static final String CATALOGUE_CHANGES = "catalogue:changes";

    public static final String CHANGED_CAMPAIGN = "campaign";
    public static final String CHANGED_ADVERTISER = "advertiser";
    public static final String CHANGED_EXPERIMENT = "experiment";

    /**
     * About this many changes are kept; a reader that fell behind loads the whole catalogue again.
     */
    public static final long CATALOGUE_CHANGES_KEPT = 10_000;

    /**
     * String: present once the catalogue is complete. Its absence means: Redis was lost, rebuild.
     * Its name tells the shape of what is there, so that another shape is built anew too.
     */
    public static final String CATALOGUE_READY = "catalogue:ready:2";

    /** String: present once all day counters and balances are complete; named likewise. */
    public static final String COUNTERS_READY = "counters:ready:2";

    /**
     * Channel: every counter record as it was just written, see {@link CounterRecord#ofMessage}.
     */
    public static final String COUNTER_CHANGES = "counters:changes";

    /** Channel: what each instance of command-api has in flight, said a few times a second. */
    public static final String IN_FLIGHT = "serving:in-flight";

    /** Channel: which visitors an instance of command-api showed ads of campaigns with a cap. */
    public static final String CAPPED_IMPRESSIONS = "serving:capped-impressions";

    /** Hash: hours since 1970 → ad requests in it, of all instances together. */
    public static final String TRAFFIC_HOURS = "traffic:hours";

    /** How long a window's record outlives its last update. */
    public static final Duration METRICS_TTL = Duration.ofHours(2);

    private static final String CAMPAIGN = "campaign:";
    private static final String DAY = ":day";
    private static final String ADVERTISER = "advertiser:";
    private static final String BALANCE = ":balance";
    private static final String METRICS = ":metrics:";

    private RedisKeys() {}

    /**
     * Hash {@code {day, spent, clicks, total, position}}: what a campaign spent on the day that
     * starts at {@code day} (epoch ms) and ever, in micros. An older day than today means nothing
     * spent today; it begins with the campaign, with day 0.
     */
    public static String campaignDay(String campaignId) {
        return CAMPAIGN + campaignId + DAY;
    }

    /** The campaign whose day that key is of; null when it is another kind of key. */
    public static @Nullable String campaignOfDay(String key) {
        return between(CAMPAIGN, key, DAY);
    }

    /** Hash {@code {balance, position}}, in micros. */
    public static String advertiserBalance(String advertiserId) {
        return ADVERTISER + advertiserId + BALANCE;
    }

    /** The advertiser whose balance that key is of; null when it is another kind of key. */
    public static @Nullable String advertiserOfBalance(String key) {
        return between(ADVERTISER, key, BALANCE);
    }

    private static @Nullable String between(String start, String key, String end) {
        return key.startsWith(start)
                        && key.endsWith(end)
                        && key.length() > start.length() + end.length()
                ? key.substring(start.length(), key.length() - end.length())
                : null;
    }

    /**
     * Hash: campaign id → when the visitor was shown ads of it, epoch ms, newest first, joined by
     * commas and no more than the campaign's frequency cap; expires with the longest cap's hours.
     */
    public static String frequencyCaps(String visitor) {
        return "caps:" + visitor;
    }

    /**
     * Hash {@code {windowStart, impressions, clicks, invalidClicks, conversions, costMicros,
     * creditedClicks, creditedMicros, revision, complete}}: the newest window's totals of an ad;
     * {@code complete} is 0 or 1. Its version is {@code (windowStart, revision, complete)}. CTR is
     * clicks ÷ impressions, CVR conversions ÷ clicks, CPC costMicros ÷ clicks.
     *
     * @param window a minute, five, or an hour
     */
    public static String adMetrics(String adId, Duration window) {
        return "ad:" + adId + METRICS + windowName(window);
    }

    /** As {@link #adMetrics}, of a campaign. */
    public static String campaignMetrics(String campaignId, Duration window) {
        return CAMPAIGN + campaignId + METRICS + windowName(window);
    }

    /** {@link #adMetrics} of a minute. */
    public static String adMinute(String adId) {
        return adMetrics(adId, Duration.ofMinutes(1));
    }

    /** {@link #campaignMetrics} of a minute. */
    public static String campaignMinute(String campaignId) {
        return campaignMetrics(campaignId, Duration.ofMinutes(1));
    }

    private static String windowName(Duration window) {
        return window.toMinutes() < 60 ? window.toMinutes() + "m" : window.toHours() + "h";
    }
}
