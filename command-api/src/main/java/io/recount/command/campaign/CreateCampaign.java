package io.recount.command.campaign;

import io.recount.rules.LineLimits;
import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Makes a campaign, in draft, and its closed line in the advertiser's budget. */
record CreateCampaign(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        CampaignTerms terms,
        LineLimits limits,
        Instant now) {}
