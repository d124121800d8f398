package io.recount.analytics.metrics;

/**
 * What a window holds so far: sums instead of events.
 *
 * @param conversions by their own time
 * @param creditedClicks clicks whose charge was given back in this window
 * @param revision number of distinct events counted in
 */
public record Totals(
        long impressions,
        long clicks,
        long invalidClicks,
        long conversions,
        long costMicros,
        long creditedClicks,
        long creditedMicros,
        long revision) {
    static final Totals NOTHING = new Totals(0, 0, 0, 0, 0, 0, 0, 0);

    /** One conversion. */
    static final Totals CONVERSION = new Totals(0, 0, 0, 1, 0, 0, 0, 1);

    Totals plus(Totals other) {
        return new Totals(
                impressions + other.impressions,
                clicks + other.clicks,
                invalidClicks + other.invalidClicks,
                conversions + other.conversions,
                Math.addExact(costMicros, other.costMicros),
                creditedClicks + other.creditedClicks,
                Math.addExact(creditedMicros, other.creditedMicros),
                revision + other.revision);
    }

    /** What came since the other. */
    Totals minus(Totals earlier) {
        return new Totals(
                impressions - earlier.impressions,
                clicks - earlier.clicks,
                invalidClicks - earlier.invalidClicks,
                conversions - earlier.conversions,
                costMicros - earlier.costMicros,
                creditedClicks - earlier.creditedClicks,
                creditedMicros - earlier.creditedMicros,
                revision - earlier.revision);
    }
}
