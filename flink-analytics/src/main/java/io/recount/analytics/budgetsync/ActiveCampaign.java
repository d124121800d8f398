package io.recount.analytics.budgetsync;

/**
 * A campaign that is to be compared, as the read model lists it.
 *
 * @param position of the newest event of its life that the read model shows
 */
public record ActiveCampaign(
        String campaignId,
        String advertiserId,
        long dailyBudgetMicros,
        int autoPausePercent,
        long position) {}
