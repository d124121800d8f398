package io.recount.command.serving;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.event.AuctionTraced;
import io.recount.event.CandidateOutcome;
import io.recount.event.TracedCandidate;
import io.recount.rules.auction.AuctionTerms;
import io.recount.rules.auction.Fate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An auction as it is told: every campaign once, those that took part first, by rank. What is cut
 * off is at the end, so what is left runs again to the same winners and prices.
 */
final class AuctionTrace {
    private final List<TracedCandidate> candidates = new ArrayList<>();
    private final Map<String, Placement> placements;
    private final int limit;

    AuctionTrace(List<Placement> placements, int limit) {
        this.placements =
                placements.stream()
                        .collect(
                                Collectors.toMap(
                                        placement -> placement.campaign().campaignId(),
                                        Function.identity()));
        this.limit = limit;
    }

    /**
     * Those that took part, by rank: who won or lost, then who stood behind its own, then others.
     */
    void add(List<Fate<Candidate>> fates) {
        List<Fate<Candidate>> ordered = new ArrayList<>(fates);
        ordered.sort(Comparator.comparingInt(AuctionTrace::group));
        ordered.forEach(this::add);
    }

    private static int group(Fate<Candidate> fate) {
        return switch (fate.outcome()) {
            case WON, LOST -> 0;
            case SAME_ADVERTISER -> 1;
            default -> 2;
        };
    }

    private void add(Fate<Candidate> fate) {
        Placement placement = placements.get(fate.bid().campaignId());
        Candidate other = fate.other();
        var told =
                bid(fate.bid(), fate.outcome())
                        .setOtherCampaignId(other == null ? null : other.campaignId());
        if (placement != null) {
            told.setSlot(placement.slot())
                    .setPriceMicros(placement.priceMicros())
                    .setClickId(placement.clickId());
        }
        add(told);
    }

    /** One that the page or a gate refuses. */
    void add(Candidate candidate, CandidateOutcome refusal) {
        add(bid(candidate, refusal));
    }

    /** One that was asked for and does not serve here. */
    void add(ServingCampaign campaign, CandidateOutcome why) {
        add(
                TracedCandidate.newBuilder()
                        .setAdvertiserId(campaign.advertiserId())
                        .setCampaignId(campaign.campaignId())
                        .setOutcome(why)
                        .setBidMicros(campaign.bidMicros()));
    }

    private static TracedCandidate.Builder bid(Candidate candidate, CandidateOutcome outcome) {
        return TracedCandidate.newBuilder()
                .setAdvertiserId(candidate.advertiserId())
                .setCampaignId(candidate.campaignId())
                .setAdId(candidate.qualityE4() == 0 ? null : candidate.adId())
                .setOutcome(outcome)
                .setBidMicros(candidate.bidMicros())
                .setQualityE4(candidate.qualityE4())
                .setArmE4(candidate.armE4());
    }

    private void add(TracedCandidate.Builder candidate) {
        if (candidates.size() < limit) {
            candidates.add(candidate.build());
        }
    }

    AuctionTraced of(AdQuery query, AuctionTerms terms, long catalogueVersion) {
        return new AuctionTraced(
                query.requestId(),
                query.at(),
                catalogueVersion,
                terms.slots(),
                terms.floorMicros(),
                candidates);
    }

    /** The same, no longer than that. */
    static AuctionTraced cut(AuctionTraced trace, int limit) {
        List<TracedCandidate> all = trace.getCandidates();
        return all.size() <= limit
                ? trace
                : AuctionTraced.newBuilder(trace)
                        .setCandidates(List.copyOf(all.subList(0, limit)))
                        .build();
    }
}
