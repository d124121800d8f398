package io.recount.rules;

import io.recount.event.ExperimentArm;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A click as its token tells of it: whose it is and what it costs, fixed when the ad was served.
 *
 * @param visitor pseudonym, null when nothing is known of the visitor
 * @param network pseudonym of the network that the click came from
 * @param agentClass kind of the agent, as the traffic rules saw it; a replay decides by it again
 * @param networkClass kind of the network, as the traffic rules saw it
 * @param arms of price experiments that the visitor was in when the ad was served
 * @param publisher id of the key that asked for the ad
 */
public record PricedClick(
        String clickId,
        String campaignId,
        String adId,
        long priceMicros,
        Instant servedAt,
        @Nullable String visitor,
        @Nullable String network,
        @Nullable String agentClass,
        @Nullable String networkClass,
        List<ExperimentArm> arms,
        @Nullable String publisher) {
    public PricedClick {
        arms = List.copyOf(arms);
    }
}
