package io.recount.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A click as its token tells of it: whose it is and what it costs, fixed when the ad was served.
 *
 * @param visitor pseudonym, null when nothing is known of the visitor
 * @param network pseudonym of the network that the click came from
 */
public record PricedClick(
        String clickId,
        String campaignId,
        String adId,
        long priceMicros,
        Instant servedAt,
        @Nullable String visitor,
        @Nullable String network) {}
