package io.recount.command.campaign;

import io.recount.event.PauseCause;
import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Stops a campaign from serving, for one cause more. The user's closes its line of the budget too.
 *
 * @param day of {@code DAY} the day that is used up; another one than today is ignored
 */
record PauseCampaign(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        PauseCause cause,
        @Nullable Instant day,
        @Nullable String reason,
        Instant now) {}
