package io.recount.command.serving;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.serving.pacing.FrequencyCaps;
import io.recount.command.serving.pacing.Pacer;
import io.recount.event.CandidateOutcome;
import io.recount.rules.auction.Admission;
import io.recount.rules.auction.Auction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What may keep a candidate from the slot that its rank deserves: money, then pacing, then the
 * visitor's cap. Each is asked at most once about a candidate of a request.
 */
@Component
class Gates {
    private final SpendGate spend;
    private final Pacer pacer;
    private final FrequencyCaps caps;

    Gates(SpendGate spend, Pacer pacer, FrequencyCaps caps) {
        this.spend = spend;
        this.pacer = pacer;
        this.caps = caps;
    }

    /** One request came. */
    Admission<Candidate> open(AdQuery query) {
        if (!query.test()) {
            pacer.saw(query.at());
        }
        return ranked -> ask(ranked, query, !query.test());
    }

    /** Asks about those that no slot was near enough for, so that it can be told of them too. */
    void askTheRest(List<Candidate> candidates, AdQuery query) {
        ask(candidates, query, false);
    }

    private List<Candidate> ask(List<Candidate> candidates, AdQuery query, boolean counts) {
        List<ServingCampaign> withCap = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!candidate.isAsked()) {
                candidate.answered(refusal(candidate, query, counts));
                if (candidate.refusal() == null && candidate.campaign().frequencyCap() != null) {
                    withCap.add(candidate.campaign());
                }
            }
        }
        Set<String> capped =
                withCap.isEmpty() || query.visitor() == null
                        ? Set.of()
                        : caps.capped(query.visitor(), withCap, query.at());
        List<Candidate> open = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            if (capped.contains(candidate.campaignId())) {
                candidate.answered(CandidateOutcome.CAPPED);
            }
            if (candidate.refusal() == null) {
                open.add(candidate);
            }
        }
        return open;
    }

    private @Nullable CandidateOutcome refusal(Candidate candidate, AdQuery query, boolean counts) {
        ServingCampaign campaign = candidate.campaign();
        CandidateOutcome money =
                switch (spend.check(campaign, Auction.ceilingMicros(candidate), query.at())) {
                    case OPEN -> null;
                    case NO_RECORD -> CandidateOutcome.NO_RECORD;
                    case DAY_USED -> CandidateOutcome.DAY_USED;
                    case TOTAL_USED -> CandidateOutcome.TOTAL_USED;
                    case BALANCE_USED -> CandidateOutcome.BALANCE_USED;
                };
        if (money != null) {
            return money;
        }
        boolean lets =
                counts
                        ? pacer.lets(campaign, query.requestId(), query.at())
                        : pacer.wouldLet(campaign, query.requestId(), query.at());
        return lets ? null : CandidateOutcome.PACED;
    }

    /** An ad was shown, or will be in a moment. */
    void served(Placement placement, AdQuery query) {
        ServingCampaign campaign = placement.campaign();
        spend.served(campaign, placement.ad().adId(), placement.priceMicros(), query.at());
        if (campaign.frequencyCap() != null && query.visitor() != null) {
            caps.shown(query.visitor(), campaign, query.at());
        }
    }
}
