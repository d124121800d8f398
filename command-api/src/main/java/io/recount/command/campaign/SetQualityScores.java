package io.recount.command.campaign;

import io.recount.event.AdQuality;
import io.recount.http.IfMatch;
import java.time.Instant;
import java.util.List;
import org.axonframework.commandhandling.RoutingKey;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Sets the quality of some of a campaign's ads. It is no edit: the version stays. */
record SetQualityScores(
        @RoutingKey String advertiserId,
        @TargetAggregateIdentifier String campaignId,
        List<AdQuality> scores,
        IfMatch ifMatch,
        Instant now) {}
