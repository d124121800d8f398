package io.recount.command.serving;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.SpendGate;
import io.recount.command.serving.gate.Verdict;
import io.recount.command.serving.pacing.FrequencyCaps;
import io.recount.command.serving.pacing.Pacer;
import io.recount.event.CandidateOutcome;
import io.recount.rules.auction.Admission;
import io.recount.rules.auction.AuctionTerms;
import io.recount.rules.auction.Win;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What may keep a candidate from the slot that its rank deserves: money for the floor, then pacing,
 * then the visitor's cap, each asked at most once about a candidate of a request; and, of winners,
 * money for the price.
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
    Admission<Candidate> open(AdQuery query, AuctionTerms terms) {
        if (!query.test()) {
            pacer.saw(query.at());
        }
        return ranked -> ask(ranked, query, terms, !query.test());
    }

    /** Asks about those that no slot was near enough for, so that it can be told of them too. */
    void askTheRest(List<Candidate> candidates, AdQuery query, AuctionTerms terms) {
        ask(candidates, query, terms, false);
    }

    /** Whether the money of some does not reach for the price that they won at. */
    boolean refuseWhoCannotPay(List<Win<Candidate>> wins, AdQuery query) {
        boolean refused = false;
        for (Win<Candidate> win : wins) {
            CandidateOutcome refusal = money(win.bid(), win.priceMicros(), query);
            if (refusal != null) {
                win.bid().answered(refusal);
                refused = true;
            }
        }
        return refused;
    }

    boolean affords(ServingCampaign campaign, long priceMicros, Instant at) {
        return spend.check(campaign, priceMicros, at) == Verdict.OPEN;
    }

    private List<Candidate> ask(
            List<Candidate> candidates, AdQuery query, AuctionTerms terms, boolean counts) {
        List<ServingCampaign> withCap = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!candidate.isAsked()) {
                candidate.answered(refusal(candidate, query, terms, counts));
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

    private @Nullable CandidateOutcome refusal(
            Candidate candidate, AdQuery query, AuctionTerms terms, boolean counts) {
        CandidateOutcome refusal = money(candidate, terms.floorMicros(), query);
        if (refusal != null) {
            return refusal;
        }
        ServingCampaign campaign = candidate.campaign();
        boolean lets =
                counts
                        ? pacer.lets(campaign, query.requestId(), query.at())
                        : pacer.wouldLet(campaign, query.requestId(), query.at());
        return lets ? null : CandidateOutcome.PACED;
    }

    private @Nullable CandidateOutcome money(Candidate candidate, long priceMicros, AdQuery query) {
        return switch (spend.check(candidate.campaign(), priceMicros, query.at())) {
            case OPEN -> null;
            case NO_RECORD -> CandidateOutcome.NO_RECORD;
            case DAY_USED -> CandidateOutcome.DAY_USED;
            case TOTAL_USED -> CandidateOutcome.TOTAL_USED;
            case BALANCE_USED -> CandidateOutcome.BALANCE_USED;
        };
    }

    /** An ad was shown, or will be in a moment. */
    void served(Placement placement, AdQuery query) {
        ServingCampaign campaign = placement.campaign();
        spend.served(
                campaign,
                placement.ad().adId(),
                placement.clickRate(),
                placement.priceMicros(),
                query.at());
        if (campaign.frequencyCap() != null && query.visitor() != null) {
            caps.shown(query.visitor(), campaign, query.at());
        }
    }
}
