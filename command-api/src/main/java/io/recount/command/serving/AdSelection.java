package io.recount.command.serving;

import io.recount.command.serving.catalogue.Catalogue;
import io.recount.command.serving.catalogue.MatchQuery;
import io.recount.command.serving.catalogue.ServingAd;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.catalogue.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Picks the ads of a request: the highest bids among the campaigns that match, each at its own bid.
 * One ad a campaign and one campaign an advertiser. The same request over the same catalogue gets
 * the same answer: ties go by a hash of request and ad.
 */
@Component
public class AdSelection {
    private final Catalogue catalogue;
    private final long reserveMicros;

    /**
     * @param reserveMicros the marketplace's reserve price: no bid under it is served
     */
    AdSelection(
            Catalogue catalogue,
            @Value("${recount.serving.reserve-micros:70000000}") long reserveMicros) {
        this.catalogue = catalogue;
        this.reserveMicros = reserveMicros;
    }

    public Selection select(AdQuery query) {
        Snapshot snapshot = catalogue.snapshot();
        List<ServingCampaign> matching = new ArrayList<>();
        snapshot.match(
                new MatchQuery(
                        query.query() == null ? List.of() : List.of(query.query()),
                        query.categories(),
                        query.country(),
                        query.deviceType(),
                        query.at()),
                matching::add);
        if (matching.isEmpty()) {
            return Selection.nothing(snapshot.isEmpty() ? "CATALOGUE_EMPTY" : "NO_MATCH");
        }
        long floor = Math.max(reserveMicros, query.floorMicros());
        List<ServingCampaign> bidding =
                matching.stream().filter(c -> c.bidMicros() >= floor).toList();
        return bidding.isEmpty()
                ? Selection.nothing("UNDER_FLOOR")
                : new Selection(place(bidding, query), null);
    }

    private static List<Placement> place(List<ServingCampaign> bidding, AdQuery query) {
        List<ServingCampaign> ranked =
                bidding.stream()
                        .sorted(
                                Comparator.comparingLong(ServingCampaign::bidMicros)
                                        .reversed()
                                        .thenComparing(c -> tie(query, c.campaignId()))
                                        .thenComparing(ServingCampaign::campaignId))
                        .toList();
        List<Placement> placements = new ArrayList<>();
        Set<String> advertisers = new HashSet<>();
        for (ServingCampaign campaign : ranked) {
            if (placements.size() == query.slots()) {
                break;
            }
            if (advertisers.add(campaign.advertiserId())) {
                placements.add(
                        new Placement(
                                placements.size() + 1,
                                campaign,
                                ad(campaign, query),
                                campaign.bidMicros()));
            }
        }
        return placements;
    }

    private static ServingAd ad(ServingCampaign campaign, AdQuery query) {
        return campaign.ads().stream()
                .min(Comparator.comparing((ServingAd ad) -> tie(query, ad.adId())))
                .orElseThrow();
    }

    private static int tie(AdQuery query, String id) {
        return Objects.hash(query.requestId(), id);
    }
}
