package io.recount.analytics.metrics;

import io.recount.analytics.stream.Timings;
import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.VersionedHash;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.time.Instant;

/**
 * A minute's totals as told once.
 *
 * @param complete the watermark has passed the minute's end; it stays true
 */
public record MinuteResult(
        MetricScope scope,
        String id,
        long windowStartMs,
        Totals totals,
        boolean complete,
        long computedAtMs) {

    /**
     * For {@code performance-metrics}. The id tells the same totals, told again, from new ones;
     * that a minute is complete is news even when its totals are not.
     */
    TopicMessage toMessage() {
        String eventId =
                "%s/%s/%d/%d%s"
                        .formatted(
                                scope,
                                id,
                                windowStartMs,
                                totals.revision(),
                                complete ? "/complete" : "");
        return new TopicMessage(id, eventId, AvroCodec.encode(toWindowResult()));
    }

    /** For Redis. The version ends in {@code complete} (0 or 1), for the same reason. */
    VersionedHash toHash() {
        return new VersionedHash(
                scope == MetricScope.AD ? RedisKeys.adMinute(id) : RedisKeys.campaignMinute(id),
                new String[] {"windowStart", "revision", "complete"},
                new long[] {windowStartMs, totals.revision(), complete ? 1 : 0},
                RedisKeys.METRICS_TTL.toMillis(),
                new String[] {
                    "impressions", Long.toString(totals.impressions()),
                    "clicks", Long.toString(totals.clicks()),
                    "invalidClicks", Long.toString(totals.invalidClicks()),
                    "conversions", Long.toString(totals.conversions()),
                    "costMicros", Long.toString(totals.costMicros())
                });
    }

    private WindowResult toWindowResult() {
        return WindowResult.newBuilder()
                .setScope(scope)
                .setId(id)
                .setAdvertiserId(totals.advertiserId())
                .setCampaignId(totals.campaignId())
                .setWindowStart(Instant.ofEpochMilli(windowStartMs))
                .setWindowMs(Timings.WINDOW_MS)
                .setImpressions(totals.impressions())
                .setClicks(totals.clicks())
                .setInvalidClicks(totals.invalidClicks())
                .setConversionCount(totals.conversions())
                .setCostMicros(totals.costMicros())
                .setRevision(totals.revision())
                .setComplete(complete)
                .setComputedAt(Instant.ofEpochMilli(computedAtMs))
                .build();
    }
}
