package io.recount.rules;

import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineSnapshot;
import io.recount.event.ClickCharged;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's line in its advertiser's budget: its limits, and what was spent against them.
 *
 * @param open whether clicks may be charged
 * @param closedAt when its user closed it; null while it is open, and before it was opened first
 * @param dayStart the day that {@code daySpentMicros} and {@code dayClicks} belong to; an older day
 *     than today's means nothing spent today, so nobody resets it
 */
public record CampaignLine(
        String campaignId,
        LineLimits limits,
        boolean open,
        @Nullable Instant closedAt,
        Instant dayStart,
        long daySpentMicros,
        long dayClicks,
        long totalSpentMicros) {
    /** So long after its line was closed, a click on what was served before is still charged. */
    public static final Duration GRACE = Duration.ofMinutes(5);

    static CampaignLine withoutSpend(CampaignBudgetSet event) {
        return new CampaignLine(
                event.getCampaignId(), LineLimits.of(event), false, null, Instant.EPOCH, 0, 0, 0);
    }

    static CampaignLine of(CampaignLineSnapshot kept) {
        return new CampaignLine(
                kept.getCampaignId(),
                new LineLimits(
                        kept.getDailyBudgetMicros(),
                        kept.getTotalBudgetMicros(),
                        kept.getAutoPausePercent()),
                kept.getOpen(),
                kept.getClosedAt(),
                kept.getDayStart(),
                kept.getDaySpentMicros(),
                kept.getDayClicks(),
                kept.getTotalSpentMicros());
    }

    CampaignLineSnapshot snapshot() {
        return new CampaignLineSnapshot(
                campaignId,
                limits.dailyBudgetMicros(),
                limits.totalBudgetMicros(),
                limits.autoPausePercent(),
                open,
                closedAt,
                dayStart,
                daySpentMicros,
                dayClicks,
                totalSpentMicros);
    }

    /** The line as it stands on that day: a new day has nothing spent yet. */
    public CampaignLine on(Instant today) {
        return today.equals(dayStart) ? this : spent(today, 0, 0, totalSpentMicros);
    }

    /** Whether a click at that instant still falls under what was served before the line closed. */
    boolean hasGraceFor(Instant servedAt, Instant at) {
        return closedAt != null && !servedAt.isAfter(closedAt) && !at.isAfter(closedAt.plus(GRACE));
    }

    CampaignLine charged(ClickCharged event) {
        return spent(
                event.getDayStart(),
                event.getDaySpentAfterMicros(),
                event.getDayClicksAfter(),
                event.getTotalSpentAfterMicros());
    }

    CampaignLine opened() {
        return standing(limits, true, null);
    }

    CampaignLine closed(Instant at) {
        return standing(limits, false, at);
    }

    CampaignLine limited(LineLimits newLimits) {
        return standing(newLimits, open, closedAt);
    }

    private CampaignLine standing(LineLimits newLimits, boolean isOpen, @Nullable Instant closed) {
        return new CampaignLine(
                campaignId,
                newLimits,
                isOpen,
                closed,
                dayStart,
                daySpentMicros,
                dayClicks,
                totalSpentMicros);
    }

    private CampaignLine spent(Instant day, long spentMicros, long clicks, long totalMicros) {
        return new CampaignLine(
                campaignId, limits, open, closedAt, day, spentMicros, clicks, totalMicros);
    }
}
