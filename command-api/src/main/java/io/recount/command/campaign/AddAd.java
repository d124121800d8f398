package io.recount.command.campaign;

import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Gives a campaign one more ad. */
record AddAd(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        String adId,
        String title,
        String description,
        String landingUrl,
        String displayUrl,
        @Nullable String imageUrl,
        Instant now) {}
