package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueAd;
import org.jspecify.annotations.Nullable;

/**
 * An ad that may be shown.
 *
 * @param qualityE4 in steps of 1e-4, never 0: the score that was set, else the mean of its
 *     campaign's ads that have one, else 5.0000
 */
public record ServingAd(
        String adId,
        String title,
        String description,
        String landingUrl,
        String displayUrl,
        @Nullable String imageUrl,
        long qualityE4) {
    static ServingAd of(CatalogueAd ad, long groupsQualityE4) {
        return new ServingAd(
                ad.getAdId(),
                ad.getTitle(),
                ad.getDescription(),
                ad.getLandingUrl(),
                ad.getDisplayUrl(),
                ad.getImageUrl(),
                ad.getQualityE4() > 0 ? ad.getQualityE4() : groupsQualityE4);
    }
}
