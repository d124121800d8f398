package io.recount.command.campaign;

import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Gives a campaign one more ad. */
record AddAd(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        String adId,
        Ad ad,
        Instant now) {}
