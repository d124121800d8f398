package io.recount.command.serving;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.command.Ids;
import io.recount.command.serving.catalogue.Catalogue;
import io.recount.command.serving.catalogue.MatchQuery;
import io.recount.command.serving.catalogue.Snapshot;
import io.recount.command.serving.gate.ClickRates;
import io.recount.event.AuctionTraced;
import io.recount.event.CandidateOutcome;
import io.recount.rules.auction.Admission;
import io.recount.rules.auction.Arms;
import io.recount.rules.auction.Auction;
import io.recount.rules.auction.AuctionTerms;
import io.recount.rules.auction.Increments;
import io.recount.rules.auction.TieBreak;
import io.recount.rules.auction.Win;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Answers ad requests: match, blocks of the page, floor, rank, gates, price. The catalogue's index
 * finds the campaigns, {@link Auction} ranks and prices them, and {@link Gates} are asked only
 * about those in front, in the order of their ranks: that is what a request costs, and why most
 * need nothing from anywhere else.
 *
 * <p>The same request at the same instant over the same catalogue and the same state of the gates
 * gets the same answer. Where it is to be explained, or is one of those that are kept, a second
 * pass asks the gates about everybody else too; nothing that was decided is decided again, so the
 * explanation is of what happened.
 */
@Component
public class AdServer {
    /** Candidates that an explanation names. */
    static final int EXPLAINED_MAX = 1_000;

    /** Candidates that a kept auction names: it is a message of a few dozen kB at most. */
    static final int TRACED_MAX = 200;

    /** So many of those that were asked for tell why nothing serves. */
    private static final int LOOKED_AT_MAX = 100;

    private static final double E6 = 1e6;

    private final Catalogue catalogue;
    private final Gates gates;
    private final ClickRates rates;
    private final AuctionTraces traces;
    private final ServingProperties settings;
    private final long incrementMicros;
    private final DistributionSummary candidates;

    AdServer(
            Catalogue catalogue,
            Gates gates,
            ClickRates rates,
            AuctionTraces traces,
            ServingProperties settings,
            @Value("${recount.currency}") Currency currency,
            MeterRegistry meters) {
        this.catalogue = catalogue;
        this.gates = gates;
        this.rates = rates;
        this.traces = traces;
        this.settings = settings;
        this.incrementMicros = Increments.micros(currency);
        this.candidates =
                DistributionSummary.builder("recount.ad.candidates")
                        .description("Campaigns that match a request and may bid for it")
                        .serviceLevelObjectives(1, 5, 20, 50, 200, 500, 1_000, 5_000)
                        .register(meters);
    }

    /** By how much a winner pays more than the next one's score is worth. */
    public long incrementMicros() {
        return incrementMicros;
    }

    /** One request on its way. */
    private record Course(
            AdQuery query,
            Snapshot snapshot,
            Arms arms,
            AuctionTerms terms,
            List<Candidate> bids,
            List<Candidate> blocked) {}

    /** What is not ready by the deadline is no ad: nobody waits for it any more. */
    public Selection select(AdQuery query, Deadline deadline) {
        Course course = begin(query);
        candidates.record(course.bids.size());
        List<Win<Candidate>> wins = auction(course);
        if (deadline.passed()) {
            return new Selection(List.of(), NoFill.DEADLINE, null);
        }
        List<Placement> placements = new ArrayList<>(wins.size());
        for (Win<Candidate> win : wins) {
            placements.add(placement(win, course));
        }
        AuctionTraced trace = trace(course, placements);
        if (query.countsAtServing() && !query.test()) {
            placements.forEach(placement -> gates.served(placement, query));
        }
        return new Selection(
                placements,
                placements.isEmpty() ? noFillReason(course) : null,
                query.explain() ? trace : null);
    }

    /**
     * Whoever can pay the floor takes part, and whoever cannot pay what it came to is out, and the
     * rest again: so a budget is used up to the last click that it can pay.
     */
    private List<Win<Candidate>> auction(Course course) {
        Admission<Candidate> admission = gates.open(course.query, course.terms);
        List<Win<Candidate>> wins = Auction.run(course.bids, course.terms, admission);
        while (gates.refuseWhoCannotPay(wins, course.query)) {
            wins = Auction.run(course.bids, course.terms, admission);
        }
        return wins;
    }

    /** Whether a placement's campaign can pay its price, where that was made another since. */
    public boolean affords(Placement placement, Instant at) {
        return gates.affords(placement.campaign(), placement.priceMicros(), at);
    }

    private Course begin(AdQuery query) {
        Snapshot snapshot = catalogue.snapshot();
        Arms arms = Arms.of(snapshot.experiments(), query.userKey(), query.at());
        Candidate.Request request =
                new Candidate.Request(
                        query.blocks(), new TieBreak(query.requestId()), arms.multiplierE4());
        List<Candidate> bids = new ArrayList<>();
        List<Candidate> blocked = new ArrayList<>();
        snapshot.match(
                match(query),
                (slot, bidMicros, bestQualityE4) -> {
                    Candidate candidate =
                            new Candidate(snapshot, slot, bidMicros, bestQualityE4, request);
                    (candidate.refusal() == null ? bids : blocked).add(candidate);
                });
        return new Course(query, snapshot, arms, terms(query), bids, blocked);
    }

    private static MatchQuery match(AdQuery query) {
        return new MatchQuery(
                query.queries(), query.categories(), query.country(), query.device(), query.at());
    }

    private AuctionTerms terms(AdQuery query) {
        return new AuctionTerms(
                query.requestId(),
                query.slots(),
                Math.max(settings.reserveMicros(), query.floorMicros()),
                incrementMicros,
                settings.oneCampaignPerAdvertiser());
    }

    private Placement placement(Win<Candidate> win, Course course) {
        Candidate winner = win.bid();
        return new Placement(
                win.slot(),
                Ids.newClickId(winner.advertiserId()),
                winner.campaign(),
                winner.ad(),
                win.priceMicros(),
                Auction.ceilingMicros(winner),
                course.arms.arms(),
                Math.round(rates.of(winner.campaignId(), winner.adId()) * E6));
    }

    private String noFillReason(Course course) {
        if (course.snapshot.isEmpty()) {
            return NoFill.CATALOGUE_EMPTY;
        }
        NoFill noFill = new NoFill();
        for (Candidate candidate : course.bids) {
            CandidateOutcome refusal = candidate.refusal();
            noFill.saw(refusal == null ? CandidateOutcome.UNDER_FLOOR : refusal);
        }
        for (Candidate candidate : course.blocked) {
            noFill.saw(requireRefusal(candidate));
        }
        if (course.bids.isEmpty() && course.blocked.isEmpty()) {
            course.snapshot.explain(
                    match(course.query),
                    LOOKED_AT_MAX,
                    (campaign, why) -> {
                        if (why != null) {
                            noFill.saw(why);
                        }
                    });
        }
        return noFill.reason();
    }

    /** Made where somebody asked, or where this auction is kept; null where neither. */
    private @Nullable AuctionTraced trace(Course course, List<Placement> placements) {
        AdQuery query = course.query;
        boolean kept =
                !query.test()
                        && settings.tracedShare() > 0
                        && ThreadLocalRandom.current().nextDouble() < settings.tracedShare();
        if (!kept && !query.explain()) {
            return null;
        }
        AuctionTrace trace =
                new AuctionTrace(placements, query.explain() ? EXPLAINED_MAX : TRACED_MAX);
        tell(course, trace);
        AuctionTraced told = trace.of(query, course.terms, course.snapshot.version());
        if (kept) {
            traces.traced(AuctionTrace.cut(told, TRACED_MAX));
        }
        return told;
    }

    private void tell(Course course, AuctionTrace trace) {
        List<Candidate> affordable = new ArrayList<>(course.bids.size());
        for (Candidate candidate : course.bids) {
            if (Auction.meetsFloor(candidate, course.terms)) {
                affordable.add(candidate);
            }
        }
        gates.askTheRest(affordable, course.query, course.terms);
        List<Candidate> admitted = new ArrayList<>(course.bids.size());
        for (Candidate candidate : course.bids) {
            if (candidate.refusal() == null) {
                admitted.add(candidate);
            }
        }
        trace.add(Auction.fates(admitted, course.terms));
        for (Candidate candidate : course.bids) {
            if (candidate.refusal() != null) {
                trace.add(candidate, candidate.refusal());
            }
        }
        for (Candidate candidate : course.blocked) {
            trace.add(candidate, requireRefusal(candidate));
        }
        course.snapshot.explain(
                match(course.query),
                EXPLAINED_MAX,
                (campaign, why) -> {
                    if (why != null) {
                        trace.add(campaign, why);
                    }
                });
    }

    private static CandidateOutcome requireRefusal(Candidate candidate) {
        CandidateOutcome refusal = candidate.refusal();
        if (refusal == null) {
            throw new IllegalStateException(candidate.campaignId() + " was not refused");
        }
        return refusal;
    }
}
