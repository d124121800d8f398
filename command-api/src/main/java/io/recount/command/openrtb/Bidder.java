package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Imp;
import io.recount.command.openrtb.Decision.Offer;
import io.recount.command.openrtb.Decision.Refusal;
import io.recount.command.serving.AdQuery;
import io.recount.command.serving.Deadline;
import io.recount.command.serving.Placement;
import io.recount.command.serving.Selection;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds an ad for each impression of a bid request, by our own auction. An advertiser has one ad in
 * an answer.
 */
final class Bidder {
    private final BiFunction<AdQuery, Deadline, Selection> auction;
    private final BiPredicate<Placement, Instant> affords;
    private final String currency;
    private final boolean secure;

    /**
     * @param affords whether a placement's campaign can pay a price that a floor lifted
     * @param currency the marketplace's
     * @param secure whether our own links are HTTPS
     */
    Bidder(
            BiFunction<AdQuery, Deadline, Selection> auction,
            BiPredicate<Placement, Instant> affords,
            String currency,
            boolean secure) {
        this.auction = auction;
        this.affords = affords;
        this.currency = currency;
        this.secure = secure;
    }

    /**
     * One decision for each impression, in their order.
     *
     * @param request one that {@link RequestRules} let through
     */
    List<Decision> decide(BidRequest request, Scene scene, Instant at, Deadline deadline) {
        Search.Ask ask = new Search.Ask(request, scene, at, deadline);
        List<Decision> decisions = new ArrayList<>();
        Set<String> used = new HashSet<>();
        List<Imp> imps = BidRequest.orEmpty(request.imp());
        for (int i = 0; i < imps.size(); i++) {
            Imp imp = imps.get(i);
            List<Creative> creatives = creatives(imp, "/imp/" + i);
            NoBid obstacle = obstacle(request, imp, creatives);
            Decision decision;
            if (obstacle != null) {
                decision = new Refusal(String.valueOf(imp.id()), obstacle, null);
            } else {
                decision = new Search(auction, affords, currency, ask, imp, creatives).decide(used);
            }
            if (decision instanceof Offer offer) {
                used.add(offer.placement().campaign().advertiserId());
            }
            decisions.add(decision);
        }
        return decisions;
    }

    private static List<Creative> creatives(Imp imp, String at) {
        List<Creative> creatives = new ArrayList<>(2);
        if (imp.banner() != null) {
            BannerCreative.of(imp.banner()).ifPresent(creatives::add);
        }
        if (imp.nativeAd() != null) {
            creatives.add(new NativeCreative(NativeLayout.of(imp.nativeAd(), at + "/native")));
        }
        return creatives;
    }

    /** What rules a bid out, whatever ads there are. */
    private @Nullable NoBid obstacle(BidRequest request, Imp imp, List<Creative> creatives) {
        List<String> currencies = BidRequest.orEmpty(request.cur());
        if (!currencies.isEmpty() && !currencies.contains(currency)) {
            return NoBid.CURRENCY;
        }
        if (request.dooh() != null || isSeenByMany(imp)) {
            return NoBid.UNSUPPORTED_DEVICE;
        }
        if (creatives.isEmpty()) {
            return imp.banner() == null ? NoBid.MEDIA : NoBid.SIZE;
        }
        if (BidRequest.is(imp.secure()) && !secure) {
            return NoBid.NOT_SECURE;
        }
        return null;
    }

    /** A screen in the street: nobody clicks on it. */
    private static boolean isSeenByMany(Imp imp) {
        var quantity = imp.qty();
        return quantity != null
                && quantity.multiplier() != null
                && quantity.multiplier().compareTo(BigDecimal.ONE) > 0;
    }
}
