package io.recount.analytics.metrics;

import io.recount.analytics.stream.AdEvent;

/**
 * What a window holds so far: sums instead of events.
 *
 * @param revision number of distinct events counted in
 */
public record Totals(
        String advertiserId,
        String campaignId,
        long impressions,
        long clicks,
        long invalidClicks,
        long conversions,
        long costMicros,
        long revision) {
    static final Totals NOTHING = new Totals("", "", 0, 0, 0, 0, 0, 0);

    Totals plus(AdEvent event) {
        AdEvent.Kind kind = event.kind();
        return new Totals(
                event.advertiserId(),
                event.campaignId(),
                impressions + one(kind == AdEvent.Kind.IMPRESSION),
                clicks + one(kind == AdEvent.Kind.CLICK),
                invalidClicks + one(kind == AdEvent.Kind.INVALID_CLICK),
                conversions + one(kind == AdEvent.Kind.CONVERSION),
                Math.addExact(costMicros, kind == AdEvent.Kind.CLICK ? event.amountMicros() : 0),
                revision + 1);
    }

    Totals plus(Totals other) {
        return new Totals(
                advertiserId.isEmpty() ? other.advertiserId : advertiserId,
                campaignId.isEmpty() ? other.campaignId : campaignId,
                impressions + other.impressions,
                clicks + other.clicks,
                invalidClicks + other.invalidClicks,
                conversions + other.conversions,
                Math.addExact(costMicros, other.costMicros),
                revision + other.revision);
    }

    private static int one(boolean counts) {
        return counts ? 1 : 0;
    }
}
