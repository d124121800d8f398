package io.recount.analytics.attribution;

import io.recount.analytics.AdEventSamples;
import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ConversionEvent;

/** Clicks and orders at given times. */
final class Orders {
    static final long HOUR_MS = 3_600_000;
    static final long DAY_MS = 24 * HOUR_MS;
    static final long START = 1_700_000_000_000L;
    static final Arm ARM = new Arm("experiment", "dearer");

    private Orders() {}

    static Click click(String clickId, long atMs) {
        return new Click(clickId, new Arm[] {ARM}, atMs);
    }

    /** Received when it occurred, of a known click. */
    static ConversionEvent order(String orderId, String clickId, long occurredAtMs) {
        return received(orderId, clickId, occurredAtMs, occurredAtMs);
    }

    static ConversionEvent received(
            String orderId, String clickId, long occurredAtMs, long receivedAtMs) {
        return new ConversionEvent(
                "conversion-of-" + orderId,
                orderId,
                clickId,
                AdEventSamples.ADVERTISER,
                AdEventSamples.CAMPAIGN,
                AdEventSamples.CAMPAIGN + "-a1",
                5_000_000,
                occurredAtMs,
                receivedAtMs);
    }

    static ConversionEvent ofUnknownClick(String orderId, String clickId, long occurredAtMs) {
        return new ConversionEvent(
                "conversion-of-" + orderId,
                orderId,
                clickId,
                null,
                null,
                null,
                5_000_000,
                occurredAtMs,
                occurredAtMs);
    }
}
