package io.recount.analytics.stream;

import org.jspecify.annotations.Nullable;

/**
 * An order that names the click which led to it. Its time in the stream is when it occurred.
 *
 * @param advertiserId with campaign and ad null where no charged click was known by that id
 */
public record ConversionEvent(
        String conversionId,
        String orderId,
        String clickId,
        @Nullable String advertiserId,
        @Nullable String campaignId,
        @Nullable String adId,
        long valueMicros,
        long occurredAtMs,
        long receivedAtMs) {}
