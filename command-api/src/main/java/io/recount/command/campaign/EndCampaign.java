package io.recount.command.campaign;

import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Ends a campaign for good and closes its line of the budget. */
record EndCampaign(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        @Nullable String reason,
        Instant now) {}
