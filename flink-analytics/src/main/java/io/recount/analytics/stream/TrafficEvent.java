package io.recount.analytics.stream;

import io.recount.event.ClickOutcome;
import org.jspecify.annotations.Nullable;

/**
 * An impression, or a click whatever became of it, with what is known about who it came from.
 *
 * @param outcome of a click; null of an impression
 * @param ruleId of a click that was refused as invalid traffic: by which rule
 * @param slot of an impression, from 1; 0 of a click, whose impression has its click id
 * @param chargedMicros 0 unless it was paid for
 */
public record TrafficEvent(
        @Nullable ClickOutcome outcome,
        String clickId,
        String advertiserId,
        String campaignId,
        String adId,
        long atMs,
        long servedAtMs,
        int slot,
        long chargedMicros,
        @Nullable String visitor,
        @Nullable String network,
        @Nullable String publisher,
        @Nullable String agentClass,
        @Nullable String networkClass,
        @Nullable String ruleId) {

    public boolean isImpression() {
        return outcome == null;
    }

    public boolean isCharged() {
        return outcome == ClickOutcome.CHARGED || outcome == ClickOutcome.CHARGED_GRACE;
    }
}
