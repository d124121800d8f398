package io.recount.command.campaign;

import io.recount.event.PauseCause;
import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Takes one cause of a pause away. The user's opens the campaign's line of the budget again. */
record ResumeCampaign(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        PauseCause cause,
        @Nullable String reason,
        Instant now) {}
