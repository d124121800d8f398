package io.recount.command.openrtb;

import io.recount.command.openrtb.BidResponse.Bid;
import io.recount.command.openrtb.BidResponse.Ext;
import io.recount.command.openrtb.BidResponse.Reason;
import io.recount.command.openrtb.BidResponse.SeatBid;
import io.recount.command.openrtb.Decision.Offer;
import io.recount.command.openrtb.Decision.Refusal;
import io.recount.command.serving.Domains;
import io.recount.command.tracking.AdLinks;
import io.recount.command.tracking.AdLinks.Links;
import io.recount.command.tracking.AdLinks.Occasion;
import io.recount.event.NoticeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Decisions as the standard's response, with tokens sealed and markup written. */
final class BidResponses {
    /** What an exchange tells with a notice; it puts the values in for the macros. */
    private static final String WON = "?price=${AUCTION_PRICE}&currency=${AUCTION_CURRENCY}";

    private static final String LOST = WON + "&loss=${AUCTION_LOSS}";

    private final AdLinks links;
    private final String currency;
    private final int expirySeconds;

    BidResponses(AdLinks links, String currency, int expirySeconds) {
        this.links = links;
        this.currency = currency;
        this.expirySeconds = expirySeconds;
    }

    /** Empty where there is no bid and nobody asks why. */
    Optional<BidResponse> of(BidRequest request, List<Decision> decisions, Occasion occasion) {
        List<Reason> reasons = request.asksWhy() ? reasons(decisions) : List.of();
        Ext ext = reasons.isEmpty() ? null : new Ext(reasons);
        String id = String.valueOf(request.id());
        Map<String, List<Bid>> bids = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            if (decision instanceof Offer offer) {
                bids.computeIfAbsent(
                                offer.placement().campaign().advertiserId(),
                                seat -> new ArrayList<>())
                        .add(bid(offer, occasion));
            }
        }
        if (!bids.isEmpty()) {
            List<SeatBid> seats =
                    bids.entrySet().stream()
                            .map(seat -> new SeatBid(seat.getKey(), seat.getValue()))
                            .toList();
            return Optional.of(new BidResponse(id, seats, currency, null, ext));
        }
        return ext == null
                ? Optional.empty()
                : Optional.of(new BidResponse(id, null, null, reasons.get(0).nbr(), ext));
    }

    private Bid bid(Offer offer, Occasion occasion) {
        Links linked = links.of(offer.placement(), occasion);
        var ad = offer.placement().ad();
        var campaign = offer.placement().campaign();
        String token = linked.token();
        return new Bid(
                linked.clickId(),
                offer.impId(),
                CpmPrice.decimal(offer.cpmMicros()),
                links.noticeUrl(token, NoticeKind.WIN) + WON,
                links.noticeUrl(token, NoticeKind.BILLING) + WON,
                links.noticeUrl(token, NoticeKind.LOSS) + LOST,
                offer.creative().markup(ad, linked),
                ad.adId(),
                Stream.ofNullable(Domains.of(ad.landingUrl())).toList(),
                ad.imageUrl(),
                campaign.campaignId(),
                ad.adId(),
                campaign.categories(),
                offer.dealId(),
                offer.creative().width(),
                offer.creative().height(),
                expirySeconds,
                offer.creative().mtype());
    }

    private static List<Reason> reasons(List<Decision> decisions) {
        List<Reason> reasons = new ArrayList<>();
        for (Decision decision : decisions) {
            if (decision instanceof Refusal refusal) {
                reasons.add(
                        new Reason(
                                refusal.impId(),
                                refusal.reason(),
                                refusal.reason().code(),
                                refusal.auction()));
            }
        }
        return reasons;
    }
}
