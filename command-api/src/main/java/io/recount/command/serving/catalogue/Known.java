package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a campaign beside its place in the index.
 *
 * @param content a hash of the entry: entries of one position may differ when they were built anew
 * @param indexed null for drafts and for campaigns that are over
 * @param landingUrls by ad, of those that are not served but were
 */
record Known(
        long position, int content, @Nullable Indexed indexed, Map<String, String> landingUrls) {
    static Known of(CatalogueCampaign entry, @Nullable Indexed indexed) {
        return new Known(
                entry.getPosition(),
                entry.hashCode(),
                indexed,
                hidden(entry.getAds(), indexed == null ? List.of() : indexed.campaign.ads()));
    }

    private static Map<String, String> hidden(List<CatalogueAd> all, List<ServingAd> served) {
        if (all.size() == served.size()) {
            return Map.of();
        }
        Map<String, String> urls = new HashMap<>();
        all.forEach(ad -> urls.put(ad.getAdId(), ad.getLandingUrl()));
        served.forEach(ad -> urls.remove(ad.adId()));
        return Map.copyOf(urls);
    }

    Known as(Indexed other) {
        return new Known(position, content, other, landingUrls);
    }

    boolean shows(CatalogueCampaign entry) {
        return position == entry.getPosition() && content == entry.hashCode();
    }

    Optional<String> landingUrl(String adId) {
        if (indexed != null) {
            for (ServingAd ad : indexed.campaign.ads()) { // At each click: no stream.
                if (ad.adId().equals(adId)) {
                    return Optional.of(ad.landingUrl());
                }
            }
        }
        return Optional.ofNullable(landingUrls.get(adId));
    }
}
