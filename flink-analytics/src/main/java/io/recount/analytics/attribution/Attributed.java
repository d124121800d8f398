package io.recount.analytics.attribution;

import io.recount.analytics.stream.Arm;
import io.recount.analytics.stream.ConversionEvent;
import io.recount.analytics.stream.TopicMessage;
import io.recount.event.Attribution;
import io.recount.event.ConversionAttributed;
import io.recount.event.ExperimentArm;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an order.
 *
 * @param clickedAtMs null where the click is unknown, or too old to be in memory
 * @param replaces an earlier click was told to have this order; who counts orders counts the first
 * @param toldAtMs when it was told, by the clock
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared as a whole.
public record Attributed(
        ConversionEvent order,
        Attribution attribution,
        @Nullable Long clickedAtMs,
        Arm[] arms,
        boolean replaces,
        long toldAtMs) {

    static Attributed of(ConversionEvent order, Click click, Attribution attribution) {
        return new Attributed(order, attribution, click.atMs(), click.arms(), false, 0);
    }

    /** The click is not in memory: unless it never was, it is over a day old. */
    static Attributed withoutClick(ConversionEvent order) {
        Attribution attribution =
                order.campaignId() == null ? Attribution.UNMATCHED : Attribution.TOO_LATE;
        return new Attributed(order, attribution, null, Arm.NONE, false, 0);
    }

    Attributed told(boolean replacing, long atMs) {
        return new Attributed(order, attribution, clickedAtMs, arms, replacing, atMs);
    }

    /** For {@code performance-metrics}. */
    TopicMessage toMessage() {
        String eventId =
                "attributed/%s/%s/%s".formatted(order.conversionId(), order.clickId(), attribution);
        return new TopicMessage(
                order.conversionId(), eventId, AvroCodec.encode(toConversionAttributed()));
    }

    private ConversionAttributed toConversionAttributed() {
        var told =
                ConversionAttributed.newBuilder()
                        .setConversionId(order.conversionId())
                        .setOrderId(order.orderId())
                        .setClickId(order.clickId())
                        .setAttribution(attribution)
                        .setValueMicros(order.valueMicros())
                        .setOccurredAt(Instant.ofEpochMilli(order.occurredAtMs()))
                        .setAt(Instant.ofEpochMilli(toldAtMs));
        if (attribution == Attribution.UNMATCHED) {
            return told.build();
        }
        @Nullable Long clickedMs = clickedAtMs;
        return told.setAdvertiserId(order.advertiserId())
                .setCampaignId(order.campaignId())
                .setAdId(order.adId())
                .setClickedAt(clickedMs == null ? null : Instant.ofEpochMilli(clickedMs))
                .setArms(experimentArms())
                .build();
    }

    private List<ExperimentArm> experimentArms() {
        return Arrays.stream(arms)
                .map(arm -> new ExperimentArm(arm.experimentId(), arm.arm()))
                .toList();
    }
}
