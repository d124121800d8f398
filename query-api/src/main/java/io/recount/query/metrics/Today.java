package io.recount.query.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Today's figures of all campaigns, each in its advertiser's own day, as read at one instant. Money
 * and charged clicks are the ledger's, impressions and minutes the stream's.
 *
 * @param position up to where the read model has come
 * @param head the log's last position
 * @param ledgerLag age of the oldest event that the read model does not show yet; zero at the head
 * @param newestResultAt when the stream last computed anything within the hour; null if it did not
 * @param lastChargeAt when the ledger's last charge was made; null before the first
 * @param minutes the last 60 minutes, the open one last
 */
public record Today(
        Instant readAt,
        long position,
        long head,
        Duration ledgerLag,
        @Nullable Instant newestResultAt,
        @Nullable Instant lastChargeAt,
        Minutes minutes,
        List<OfAdvertiser> advertisers,
        List<OfCampaign> campaigns) {
    public static final int MINUTES = 60;

    public Today {
        advertisers = List.copyOf(advertisers);
        campaigns = List.copyOf(campaigns);
    }

    /** The same, of one advertiser alone; of all when the id is null. */
    public Today of(@Nullable String advertiserId) {
        if (advertiserId == null) {
            return this;
        }
        return new Today(
                readAt,
                position,
                head,
                ledgerLag,
                newestResultAt,
                lastChargeAt,
                minutes,
                advertisers.stream().filter(a -> a.advertiserId().equals(advertiserId)).toList(),
                campaigns.stream().filter(c -> c.advertiserId().equals(advertiserId)).toList());
    }

    /**
     * Which minutes were measured at all: one in which no campaign has a result is a gap, not a
     * zero.
     *
     * @param first start of the first of {@link #MINUTES}
     * @param measured by minute
     * @param openFrom index of the first minute that is not final
     */
    public record Minutes(Instant first, List<Boolean> measured, int openFrom) {
        public Minutes {
            measured = List.copyOf(measured);
        }
    }

    /** An advertiser's money. */
    public record OfAdvertiser(
            String advertiserId,
            String name,
            Instant dayStart,
            Instant nextDay,
            long balanceMicros,
            long spentLastHourMicros) {}

    /**
     * A campaign's limits and today's figures.
     *
     * @param status DRAFT, ACTIVE, PAUSED or ENDED
     * @param pauseReasons those that count today
     * @param dayPausedAt when the last used-up day paused it
     * @param clicks charged today
     * @param clicksByMinute charged, in each of the last {@link #MINUTES}
     */
    public record OfCampaign(
            String campaignId,
            String advertiserId,
            String name,
            String status,
            List<String> pauseReasons,
            @Nullable Instant dayPausedAt,
            @Nullable Long dailyBudgetMicros,
            @Nullable Long totalBudgetMicros,
            int autoPausePercent,
            long totalSpentMicros,
            long spentMicros,
            long clicks,
            long impressions,
            long spentLastHourMicros,
            List<Long> clicksByMinute) {
        public OfCampaign {
            pauseReasons = List.copyOf(pauseReasons);
            clicksByMinute = List.copyOf(clicksByMinute);
        }

        /** The same with the stream's figures in. */
        OfCampaign withStream(
                long ofImpressions, long ofSpentLastHourMicros, List<Long> ofClicksByMinute) {
            return new OfCampaign(
                    campaignId,
                    advertiserId,
                    name,
                    status,
                    pauseReasons,
                    dayPausedAt,
                    dailyBudgetMicros,
                    totalBudgetMicros,
                    autoPausePercent,
                    totalSpentMicros,
                    spentMicros,
                    clicks,
                    ofImpressions,
                    ofSpentLastHourMicros,
                    ofClicksByMinute);
        }
    }
}
