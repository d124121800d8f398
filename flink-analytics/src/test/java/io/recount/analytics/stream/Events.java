package io.recount.analytics.stream;

import io.recount.analytics.AdEventSamples;

/** Decoded events of ad "…-a1", told apart by a number. */
public final class Events {
    public static final String AD = AdEventSamples.CAMPAIGN + "-a1";

    private Events() {}

    public static AdEvent impression(long id, long atMs) {
        return of(AdEvent.Kind.IMPRESSION, id, atMs, 0);
    }

    public static AdEvent of(AdEvent.Kind kind, long id, long atMs, long costMicros) {
        return new AdEvent(
                kind, id, AdEventSamples.ADVERTISER, AdEventSamples.CAMPAIGN, AD, atMs, costMicros);
    }
}
