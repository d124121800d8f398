package io.recount.analytics.stream;

import io.recount.analytics.AdEventSamples;

/** Decoded events of ad "…-a1", told apart by a number. */
public final class Events {
    public static final String AD = AdEventSamples.CAMPAIGN + "-a1";

    private Events() {}

    public static AdEvent impression(long atMs) {
        return of(AdEvent.Kind.IMPRESSION, atMs, 0);
    }

    public static AdEvent of(AdEvent.Kind kind, long atMs, long amountMicros, Arm... arms) {
        return new AdEvent(
                kind,
                AdEventSamples.ADVERTISER,
                AdEventSamples.CAMPAIGN,
                AD,
                atMs,
                amountMicros,
                arms);
    }

    /** An impression that is known by its id; it was served when it was shown. */
    static DecodedEvent shown(int partition, long id, long atMs) {
        return shown(partition, id, atMs, atMs);
    }

    static DecodedEvent shown(int partition, long id, long servedAtMs, long atMs) {
        return new DecodedEvent(
                partition,
                DecodedEvent.UNKNOWN,
                0,
                id,
                atMs,
                servedAtMs,
                impression(atMs),
                null,
                null,
                null);
    }

    /** A click of the log. */
    static DecodedEvent charged(long advertiserHash, long sequence, long atMs) {
        return new DecodedEvent(
                1,
                sequence,
                advertiserHash,
                sequence,
                atMs,
                atMs,
                of(AdEvent.Kind.CLICK, atMs, sequence),
                null,
                null,
                null);
    }

    static ConversionEvent order(String conversionId, String clickId, long occurredAtMs) {
        return new ConversionEvent(
                conversionId,
                "order-of-" + conversionId,
                clickId,
                AdEventSamples.ADVERTISER,
                AdEventSamples.CAMPAIGN,
                AD,
                1,
                occurredAtMs,
                occurredAtMs);
    }

    static DecodedEvent told(ConversionEvent order, long claim) {
        return new DecodedEvent(
                1,
                DecodedEvent.UNKNOWN,
                0,
                claim,
                order.occurredAtMs(),
                order.receivedAtMs(),
                null,
                null,
                order,
                null);
    }
}
