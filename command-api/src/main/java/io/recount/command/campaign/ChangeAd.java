package io.recount.command.campaign;

import io.recount.http.IfMatch;
import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Changes an ad, pauses it or lets it serve again; what the patch leaves out stays. */
record ChangeAd(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        String adId,
        AdPatch patch,
        IfMatch ifMatch,
        Instant now) {}
