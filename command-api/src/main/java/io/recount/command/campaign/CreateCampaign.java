package io.recount.command.campaign;

import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.jspecify.annotations.Nullable;

/** Makes a campaign, in draft, and its closed line in the advertiser's budget. */
record CreateCampaign(
        @RoutingKey String advertiserId,
        String campaignId,
        String name,
        long maxCpcMicros,
        long dailyBudgetMicros,
        @Nullable Long totalBudgetMicros,
        int autoPausePercent,
        Targeting targeting,
        @Nullable FrequencyCap frequencyCap,
        Pacing pacing,
        Instant now) {}
