package io.recount.command.openrtb;

import io.recount.command.serving.Placement;
import org.jspecify.annotations.Nullable;

/** What came of an impression: an ad for it at a price, or why there is none. */
sealed interface Decision {
    String impId();

    /**
     * An ad that we would show.
     *
     * @param placement at the price that its click then has
     * @param cpmMicros what a thousand such impressions are worth
     */
    record Offer(
            String impId,
            Placement placement,
            long cpmMicros,
            @Nullable String dealId,
            Creative creative)
            implements Decision {}

    /**
     * No ad.
     *
     * @param auction what our own auction said, where it was asked
     */
    record Refusal(String impId, NoBid reason, @Nullable String auction) implements Decision {}
}
