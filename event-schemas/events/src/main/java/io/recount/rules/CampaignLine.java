package io.recount.rules;

import io.recount.event.CampaignBudgetSet;
import io.recount.event.ClickCharged;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's line in its advertiser's budget: its limits, and what was spent against them.
 *
 * @param totalBudgetMicros null when only the day limits the campaign
 * @param open whether clicks may be charged
 * @param dayStart the day that {@code daySpentMicros} and {@code dayClicks} belong to; an older day
 *     than today's means nothing spent today, so nobody resets it
 */
public record CampaignLine(
        String campaignId,
        long dailyBudgetMicros,
        @Nullable Long totalBudgetMicros,
        int autoPausePercent,
        boolean open,
        Instant dayStart,
        long daySpentMicros,
        long dayClicks,
        long totalSpentMicros) {

    static CampaignLine withoutSpend(CampaignBudgetSet event) {
        return new CampaignLine(
                event.getCampaignId(),
                event.getDailyBudgetMicros(),
                event.getTotalBudgetMicros(),
                event.getAutoPausePercent(),
                false,
                Instant.EPOCH,
                0,
                0,
                0);
    }

    /** The line as it stands at that instant: on a new day nothing has been spent yet. */
    public CampaignLine at(Instant instant, ZoneId zone) {
        Instant today = BudgetDay.notBefore(dayStart, instant, zone);
        return today.equals(dayStart) ? this : spent(today, 0, 0, totalSpentMicros);
    }

    CampaignLine charged(ClickCharged event) {
        return spent(
                event.getDayStart(),
                event.getDaySpentAfterMicros(),
                event.getDayClicksAfter(),
                event.getTotalSpentAfterMicros());
    }

    CampaignLine opened() {
        return new CampaignLine(
                campaignId,
                dailyBudgetMicros,
                totalBudgetMicros,
                autoPausePercent,
                true,
                dayStart,
                daySpentMicros,
                dayClicks,
                totalSpentMicros);
    }

    private CampaignLine spent(Instant day, long spentMicros, long clicks, long totalMicros) {
        return new CampaignLine(
                campaignId,
                dailyBudgetMicros,
                totalBudgetMicros,
                autoPausePercent,
                open,
                day,
                spentMicros,
                clicks,
                totalMicros);
    }
}
