package io.recount.analytics.metrics;

import io.recount.analytics.stream.TopicMessage;
import io.recount.analytics.stream.VersionedHash;
import io.recount.event.ArmWindowResult;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;

/**
 * A window's totals as told once.
 *
 * @param late of what came when the window was closed; it stands beside the window's own
 * @param complete the watermark has passed the window's end; it stays true
 */
public record WindowTotals(
        Subject subject,
        long windowStartMs,
        long windowMs,
        Totals totals,
        boolean late,
        boolean complete,
        long computedAtMs) {

    /**
     * For {@code performance-metrics}. The id tells the same totals, told again, from new ones;
     * that a window is complete is news even when its totals are not.
     */
    TopicMessage toMessage() {
        String eventId =
                "%s/%s/%d/%d%s"
                        .formatted(
                                subject.key(),
                                Duration.ofMillis(windowMs),
                                windowStartMs,
                                totals.revision(),
                                late ? "/late" : complete ? "/complete" : "");
        SpecificRecord result =
                subject.kind() == Subject.Kind.ARM ? toArmWindowResult() : toWindowResult();
        return new TopicMessage(subject.id(), eventId, AvroCodec.encode(result));
    }

    /** Redis shows what is new: windows of ads and campaigns that are not over and done. */
    boolean isForRedis() {
        return !late && subject.kind() != Subject.Kind.ARM;
    }

    /** For Redis. The version ends in {@code complete} (0 or 1), for the same reason. */
    VersionedHash toHash() {
        Duration window = Duration.ofMillis(windowMs);
        return new VersionedHash(
                subject.kind() == Subject.Kind.AD
                        ? RedisKeys.adMetrics(subject.id(), window)
                        : RedisKeys.campaignMetrics(subject.id(), window),
                new String[] {"windowStart", "revision", "complete"},
                new long[] {windowStartMs, totals.revision(), complete ? 1 : 0},
                RedisKeys.METRICS_TTL.toMillis(),
                new String[] {
                    "impressions", Long.toString(totals.impressions()),
                    "clicks", Long.toString(totals.clicks()),
                    "invalidClicks", Long.toString(totals.invalidClicks()),
                    "conversions", Long.toString(totals.conversions()),
                    "costMicros", Long.toString(totals.costMicros()),
                    "creditedClicks", Long.toString(totals.creditedClicks()),
                    "creditedMicros", Long.toString(totals.creditedMicros())
                });
    }

    private WindowResult toWindowResult() {
        return WindowResult.newBuilder()
                .setScope(MetricScope.valueOf(subject.kind().name()))
                .setId(subject.id())
                .setAdvertiserId(subject.advertiserId())
                .setCampaignId(subject.campaignId())
                .setWindowStart(Instant.ofEpochMilli(windowStartMs))
                .setWindowMs(windowMs)
                .setImpressions(totals.impressions())
                .setClicks(totals.clicks())
                .setInvalidClicks(totals.invalidClicks())
                .setConversionCount(totals.conversions())
                .setCostMicros(totals.costMicros())
                .setCreditedClicks(totals.creditedClicks())
                .setCreditedMicros(totals.creditedMicros())
                .setRevision(totals.revision())
                .setComplete(complete)
                .setComputedAt(Instant.ofEpochMilli(computedAtMs))
                .setLate(late)
                .build();
    }

    private ArmWindowResult toArmWindowResult() {
        return ArmWindowResult.newBuilder()
                .setExperimentId(subject.id())
                .setArm(subject.arm())
                .setWindowStart(Instant.ofEpochMilli(windowStartMs))
                .setWindowMs(windowMs)
                .setImpressions(totals.impressions())
                .setClicks(totals.clicks())
                .setInvalidClicks(totals.invalidClicks())
                .setConversionCount(totals.conversions())
                .setCostMicros(totals.costMicros())
                .setRevision(totals.revision())
                .setComplete(complete)
                .setComputedAt(Instant.ofEpochMilli(computedAtMs))
                .setLate(late)
                .build();
    }
}
