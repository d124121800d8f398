package io.recount.command.openrtb;

import io.recount.command.openrtb.BidRequest.Deal;
import io.recount.command.openrtb.BidRequest.Imp;
import io.recount.command.serving.Domains;
import io.recount.command.serving.Placement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * On what terms an impression can be had: those of a deal, or the open ones.
 *
 * @param dealId null for the open terms
 * @param fixed the price is the floor, neither more nor less
 * @param seats advertisers that may bid; null: all
 * @param domains of the advertisers that may bid; empty: all
 */
record Terms(
        @Nullable String dealId,
        long floorCpmMicros,
        boolean fixed,
        @Nullable Set<String> seats,
        List<String> domains) {
    /** OpenRTB's default, where a floor names no currency. */
    private static final String USUAL_CURRENCY = "USD";

    private static final int FIXED_PRICE = 3;

    /** Of the deals, as the exchange orders them: those that have their floor in our currency. */
    static List<Terms> ofDeals(Imp imp, String currency) {
        List<Deal> deals = imp.pmp() == null ? List.of() : BidRequest.orEmpty(imp.pmp().deals());
        List<Terms> terms = new ArrayList<>(deals.size());
        for (Deal deal : deals) {
            if (isOurs(deal.bidfloor(), deal.bidfloorcur(), currency)) {
                List<String> seats = BidRequest.orEmpty(deal.wseat());
                terms.add(
                        new Terms(
                                deal.id(),
                                micros(deal.bidfloor()),
                                Integer.valueOf(FIXED_PRICE).equals(deal.at()),
                                seats.isEmpty() ? null : new HashSet<>(seats),
                                BidRequest.orEmpty(deal.wadomain()).stream()
                                        .map(domain -> domain.toLowerCase(Locale.ROOT))
                                        .toList()));
            }
        }
        return terms;
    }

    static Terms open(Imp imp) {
        return new Terms(null, micros(imp.bidfloor()), false, null, List.of());
    }

    boolean lets(Placement placement) {
        if (seats != null && !seats.contains(placement.campaign().advertiserId())) {
            return false;
        }
        if (domains.isEmpty()) {
            return true;
        }
        String ours = Domains.of(placement.ad().landingUrl());
        return ours != null && domains.stream().anyMatch(domain -> Domains.isOf(ours, domain));
    }

    /** A floor of zero is one in any currency. */
    static boolean isOurs(@Nullable BigDecimal floor, @Nullable String floorCurrency, String ours) {
        return CpmPrice.isNone(floor)
                || ours.equals(floorCurrency == null ? USUAL_CURRENCY : floorCurrency);
    }

    private static long micros(@Nullable BigDecimal floor) {
        return floor == null ? 0 : CpmPrice.micros(floor);
    }
}
