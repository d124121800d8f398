package io.recount.command.serving;

import io.recount.event.AdStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Targeting;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        String text = query.query();
        Set<CatalogueCampaign> matching =
                catalogue.matching(
                        text == null ? List.of() : Words.of(text), query.categories(), query.at());
        if (matching.isEmpty()) {
            return Selection.nothing(
                    catalogue.isEmpty() ? "CATALOGUE_EMPTY" : "NO_KEYWORD_OR_CATEGORY_MATCH");
        }
        List<CatalogueCampaign> targeted =
                matching.stream()
                        .filter(campaign -> ads(campaign).findAny().isPresent())
                        .filter(campaign -> targets(campaign, query))
                        .toList();
        if (targeted.isEmpty()) {
            return Selection.nothing("NO_TARGETING_MATCH");
        }
        long floor = Math.max(reserveMicros, query.floorMicros());
        List<CatalogueCampaign> bidding =
                targeted.stream().filter(c -> c.getMaxCpcMicros() >= floor).toList();
        return bidding.isEmpty()
                ? Selection.nothing("UNDER_FLOOR")
                : new Selection(place(bidding, query), null);
    }

    private static List<Placement> place(List<CatalogueCampaign> bidding, AdQuery query) {
        List<CatalogueCampaign> ranked =
                bidding.stream()
                        .sorted(
                                Comparator.comparingLong(CatalogueCampaign::getMaxCpcMicros)
                                        .reversed()
                                        .thenComparing(c -> tie(query, c.getCampaignId()))
                                        .thenComparing(CatalogueCampaign::getCampaignId))
                        .toList();
        List<Placement> placements = new ArrayList<>();
        Set<String> advertisers = new HashSet<>();
        for (CatalogueCampaign campaign : ranked) {
            if (placements.size() == query.slots()) {
                break;
            }
            if (advertisers.add(campaign.getAdvertiserId())) {
                placements.add(
                        new Placement(
                                placements.size() + 1,
                                campaign,
                                ad(campaign, query),
                                campaign.getMaxCpcMicros()));
            }
        }
        return placements;
    }

    private static Stream<CatalogueAd> ads(CatalogueCampaign campaign) {
        return campaign.getAds().stream().filter(ad -> ad.getStatus() == AdStatus.ACTIVE);
    }

    private static CatalogueAd ad(CatalogueCampaign campaign, AdQuery query) {
        return ads(campaign)
                .min(Comparator.comparing((CatalogueAd ad) -> tie(query, ad.getAdId())))
                .orElseThrow();
    }

    private static int tie(AdQuery query, String id) {
        return Objects.hash(query.requestId(), id);
    }

    private static boolean targets(CatalogueCampaign campaign, AdQuery query) {
        Targeting targeting = campaign.getTargeting();
        return allows(targeting.getCountries(), query.country())
                && allows(targeting.getDevices(), query.deviceType())
                && (targeting.getHours().isEmpty()
                        || targeting.getHours().contains(hourOfWeek(campaign, query)));
    }

    /** An empty list restricts nothing; a restriction is not met by something unknown. */
    private static boolean allows(List<String> allowed, @Nullable String value) {
        return allowed.isEmpty()
                || (value != null && allowed.stream().anyMatch(value::equalsIgnoreCase));
    }

    private static int hourOfWeek(CatalogueCampaign campaign, AdQuery query) {
        ZonedDateTime local = query.at().atZone(ZoneId.of(campaign.getTimeZone()));
        return (local.getDayOfWeek().getValue() - 1) * 24 + local.getHour();
    }
}
