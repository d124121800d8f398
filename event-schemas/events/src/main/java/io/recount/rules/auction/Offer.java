package io.recount.rules.auction;

import io.recount.event.TracedCandidate;
import java.util.Objects;

/** A bid as plain values. */
public record Offer(
        String advertiserId,
        String campaignId,
        String adId,
        long bidMicros,
        long qualityE4,
        long armE4)
        implements Bid {
    /** What a campaign offered in an auction that was kept, with an ad that it had. */
    public static Offer of(TracedCandidate candidate) {
        return new Offer(
                candidate.getAdvertiserId(),
                candidate.getCampaignId(),
                Objects.requireNonNull(candidate.getAdId()),
                candidate.getBidMicros(),
                candidate.getQualityE4(),
                candidate.getArmE4());
    }
}
