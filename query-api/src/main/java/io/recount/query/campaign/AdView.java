package io.recount.query.campaign;

import io.recount.query.metrics.MetricWindow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ad as answered on its own.
 *
 * @param pauseReasons of its campaign, as {@code campaignStatus}
 * @param quality null before a score was set
 * @param liveMetrics its newest minute; null before the first
 */
record AdView(
        String adId,
        String campaignId,
        String advertiserId,
        String title,
        String description,
        String landingUrl,
        String displayUrl,
        @Nullable String imageUrl,
        String status,
        String campaignStatus,
        List<String> pauseReasons,
        @Nullable AdQuality quality,
        @Nullable MetricWindow liveMetrics,
        Instant createdAt,
        long position) {

    static AdView of(Ad ad, Campaign campaign, Instant dayStart, @Nullable MetricWindow newest) {
        return new AdView(
                ad.adId(),
                ad.campaignId(),
                ad.advertiserId(),
                ad.title(),
                ad.description(),
                ad.landingUrl(),
                ad.displayUrl(),
                ad.imageUrl(),
                ad.status(),
                campaign.life().status(dayStart),
                campaign.life().pauseReasons(dayStart),
                ad.quality(),
                newest,
                ad.createdAt(),
                ad.position());
    }
}
