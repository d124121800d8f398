package io.recount.command.campaign;

import io.recount.http.IfMatch;
import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Changes a campaign's terms and its limits; what the patch leaves out stays. */
record ChangeCampaign(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        CampaignPatch patch,
        IfMatch ifMatch,
        Instant now) {}
