package io.recount.command.campaign;

import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Lets a drafted campaign serve, and its clicks be charged. */
record ActivateCampaign(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        Instant now) {}
