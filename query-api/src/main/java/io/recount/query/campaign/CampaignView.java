package io.recount.query.campaign;

import io.recount.query.metrics.MetricWindow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as answered.
 *
 * @param status PAUSED while a pause reason counts
 * @param pauseReasons USER, HOLD, and DAY while that day lasts
 * @param lineClosedAt clicks on ads that were served later are not charged; null while none is
 *     refused for that
 * @param dayStart start of the present day in the advertiser's zone
 * @param spentTodayMicros of that day, by the ledger
 * @param chargedClicksToday of that day, by the ledger
 * @param creditedTodayMicros of that day's charges, what was given back; the spend is gross
 * @param liveMetrics its newest minute, by the stream; null before the first
 * @param version the edit version, which is the ETag too
 */
record CampaignView(
        String campaignId,
        String advertiserId,
        String name,
        String status,
        List<String> pauseReasons,
        @Nullable Instant lineClosedAt,
        long maxCpcMicros,
        @Nullable Long dailyBudgetMicros,
        @Nullable Long totalBudgetMicros,
        int autoPausePercent,
        String pacing,
        Map<String, Object> targeting,
        @Nullable Map<String, Object> frequencyCap,
        Instant dayStart,
        long spentTodayMicros,
        long chargedClicksToday,
        long creditedTodayMicros,
        long creditedClicksToday,
        long totalSpentMicros,
        List<CampaignAd> ads,
        @Nullable MetricWindow liveMetrics,
        Instant createdAt,
        long version,
        long position) {

    /** An ad within its campaign. */
    record CampaignAd(
            String adId,
            String title,
            String description,
            String landingUrl,
            String displayUrl,
            @Nullable String imageUrl,
            String status,
            @Nullable AdQuality quality,
            Instant createdAt) {
        static CampaignAd of(Ad ad) {
            return new CampaignAd(
                    ad.adId(),
                    ad.title(),
                    ad.description(),
                    ad.landingUrl(),
                    ad.displayUrl(),
                    ad.imageUrl(),
                    ad.status(),
                    ad.quality(),
                    ad.createdAt());
        }
    }
}
