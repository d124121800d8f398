package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Imp;
import io.recount.command.openrtb.Decision.Offer;
import io.recount.command.openrtb.Decision.Refusal;
import io.recount.command.serving.AdQuery;
import io.recount.command.serving.Deadline;
import io.recount.command.serving.Placement;
import io.recount.command.serving.Selection;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The search for one impression's ad: deals come before the open terms, and of the auction's
 * placements the first is offered whose impression is worth the floor. The floor may lift the
 * click's price up to what the campaign bids.
 */
final class Search {
    /** Of one auction, so that a floor, a layout or another impression leaves something over. */
    private static final int PLACEMENTS = 10;

    private final BiFunction<AdQuery, Deadline, Selection> auction;
    private final BiPredicate<Placement, Instant> affords;
    private final String currency;
    private final Ask ask;
    private final Imp imp;
    private final List<Creative> creatives;

    /** Why the last placement that was looked at would not do. */
    private NoBid reason = NoBid.NO_AD;

    private @Nullable String auctionSays;

    /** What all impressions of a request have in common. */
    record Ask(BidRequest request, Scene scene, Instant at, Deadline deadline) {}

    /**
     * @param creatives ways to show an ad, at least one, the best first
     */
    Search(
            BiFunction<AdQuery, Deadline, Selection> auction,
            BiPredicate<Placement, Instant> affords,
            String currency,
            Ask ask,
            Imp imp,
            List<Creative> creatives) {
        this.auction = auction;
        this.affords = affords;
        this.currency = currency;
        this.ask = ask;
        this.imp = imp;
        this.creatives = creatives;
    }

    /**
     * One decision.
     *
     * @param used advertisers that have an ad in the answer already
     */
    Decision decide(Set<String> used) {
        List<Terms> deals = Terms.ofDeals(imp, currency);
        if (!deals.isEmpty()) {
            Optional<Offer> offer = among(select(seats(deals)), deals, used);
            if (offer.isPresent()) {
                return offer.get();
            }
        }
        if (imp.pmp() != null && BidRequest.is(imp.pmp().privateAuction())) {
            return refusal(deals.isEmpty() ? NoBid.NO_DEAL : reason);
        }
        if (!Terms.isOurs(imp.bidfloor(), imp.bidfloorcur(), currency)) {
            return refusal(NoBid.CURRENCY);
        }
        return among(select(null), List.of(Terms.open(imp)), used)
                .map(Decision.class::cast)
                .orElseGet(() -> refusal(reason));
    }

    private Refusal refusal(NoBid why) {
        return new Refusal(String.valueOf(imp.id()), why, auctionSays);
    }

    /** All that some deal lets in; null where one lets everybody in. */
    private static @Nullable Set<String> seats(List<Terms> deals) {
        Set<String> all = new HashSet<>();
        for (Terms deal : deals) {
            Set<String> seats = deal.seats();
            if (seats == null) {
                return null;
            }
            all.addAll(seats);
        }
        return all;
    }

    private List<Placement> select(@Nullable Set<String> seats) {
        if (ask.deadline().passed()) {
            reason = NoBid.INSUFFICIENT_TIME;
            return List.of();
        }
        Selection selection = auction.apply(query(allowed(seats)), ask.deadline());
        auctionSays = selection.noFillReason();
        reason = NoBid.ofAuction(auctionSays);
        return selection.placements();
    }

    private AdQuery query(@Nullable Set<String> allowed) {
        boolean simple =
                allowed == null
                        && BidRequest.orEmpty(ask.request().imp()).size() == 1
                        && creatives.get(0) instanceof BannerCreative
                        && CpmPrice.isNone(imp.bidfloor());
        return ask.scene().query(ask.request(), imp, simple ? 1 : PLACEMENTS, allowed, ask.at());
    }

    private @Nullable Set<String> allowed(@Nullable Set<String> seats) {
        List<String> whole = BidRequest.orEmpty(ask.request().wseat());
        if (whole.isEmpty()) {
            return seats;
        }
        Set<String> both = new HashSet<>(whole);
        if (seats != null) {
            both.retainAll(seats);
        }
        return both;
    }

    private Optional<Offer> among(List<Placement> placements, List<Terms> terms, Set<String> used) {
        for (Placement placement : placements) {
            if (used.contains(placement.campaign().advertiserId())) {
                continue;
            }
            for (Terms term : terms) {
                Optional<Offer> offer = offer(placement, term);
                if (offer.isPresent()) {
                    return offer;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Offer> offer(Placement placement, Terms terms) {
        if (!terms.lets(placement)) {
            reason = NoBid.NO_DEAL;
            return Optional.empty();
        }
        Placement priced = priced(placement, terms);
        if (priced == null) {
            reason = NoBid.BELOW_FLOOR;
            return Optional.empty();
        }
        long worth = CpmPrice.ofClick(priced.priceMicros(), priced.predictedCtrE6());
        for (Creative creative : creatives) {
            if (creative.fits(placement.ad())) {
                return Optional.of(
                        new Offer(
                                String.valueOf(imp.id()),
                                priced,
                                terms.fixed() ? terms.floorCpmMicros() : worth,
                                terms.dealId(),
                                creative));
            }
        }
        reason = NoBid.ASSETS;
        return Optional.empty();
    }

    /** At a price that is worth the floor; null where the campaign would not or cannot pay it. */
    private @Nullable Placement priced(Placement placement, Terms terms) {
        long rateE6 = placement.predictedCtrE6();
        if (CpmPrice.ofClick(placement.ceilingMicros(), rateE6)
                < Math.max(1, terms.floorCpmMicros())) {
            return null;
        }
        long needed = CpmPrice.clickFor(Math.max(1, terms.floorCpmMicros()), rateE6);
        if (needed <= placement.priceMicros()) {
            return placement;
        }
        Placement lifted = placement.withPrice(needed);
        return affords.test(lifted, ask.at()) ? lifted : null;
    }
}
