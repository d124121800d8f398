package io.recount.analytics.metrics;

import io.recount.analytics.stream.AdEvent;

/** {@link Totals} that are still being added to, in one task and never in a state. */
final class Sums {
    private long impressions;
    private long clicks;
    private long invalidClicks;
    private long conversions;
    private long costMicros;
    private long creditedClicks;
    private long creditedMicros;
    private long events;

    void add(AdEvent event) {
        switch (event.kind()) {
            case IMPRESSION -> impressions++;
            case CLICK -> {
                clicks++;
                costMicros = Math.addExact(costMicros, event.amountMicros());
            }
            case INVALID_CLICK -> invalidClicks++;
            case CONVERSION -> conversions++;
            case CREDIT -> {
                creditedClicks++;
                creditedMicros = Math.addExact(creditedMicros, event.amountMicros());
            }
        }
        events++;
    }

    Totals totals() {
        return new Totals(
                impressions,
                clicks,
                invalidClicks,
                conversions,
                costMicros,
                creditedClicks,
                creditedMicros,
                events);
    }
}
