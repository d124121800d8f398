package io.recount.command.serving.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How likely a served ad is clicked: what was seen of the ad, leaning on its campaign while that is
 * little, which leans on all ads in turn. An impression counts as seen as its click becomes overdue
 * by the mean delay: else a campaign that just began would look as if nobody clicked it.
 */
@Component
public class ClickRates {
    private static final double PRIOR = 0.02;

    /** So many impressions of the wider kind are taken for an ad's or a campaign's own. */
    private static final double CAMPAIGN_LEANS = 100;

    private static final double AD_LEANS = 200;
    private static final int REMEMBERED_MAX = 500_000;

    /** Neither certain nor impossible, whatever a short while has shown. */
    private static final double LEAST = 1e-5;

    private static final double MOST = 0.95;

    private final ClickDelay delay;
    private final Tally all = new Tally();

    /** Of campaigns and of ads: their ids never meet. */
    private final Cache<String, Tally> tallies =
            Caffeine.newBuilder().executor(Runnable::run).maximumSize(REMEMBERED_MAX).build();

    public ClickRates(ClickDelay delay) {
        this.delay = delay;
    }

    /** Predicted clicks per impression served, above 0 and under 1. */
    public double of(String campaignId, String adId) {
        double everybodys = all.rate(PRIOR, CAMPAIGN_LEANS);
        double campaigns = rate(tallies.getIfPresent(campaignId), everybodys, CAMPAIGN_LEANS);
        double ads = rate(tallies.getIfPresent(adId), campaigns, AD_LEANS);
        return Math.max(LEAST, Math.min(MOST, ads));
    }

    private static double rate(@Nullable Tally tally, double wider, double leans) {
        return tally == null ? wider : tally.rate(wider, leans);
    }

    void served(String campaignId, String adId, long atMs) {
        double meanDelayMs = delay.meanMs();
        all.served(atMs, meanDelayMs);
        tally(campaignId).served(atMs, meanDelayMs);
        tally(adId).served(atMs, meanDelayMs);
    }

    void clicked(String campaignId, String adId, long atMs) {
        double meanDelayMs = delay.meanMs();
        all.clicked(atMs, meanDelayMs);
        tally(campaignId).clicked(atMs, meanDelayMs);
        tally(adId).clicked(atMs, meanDelayMs);
    }

    private Tally tally(String id) {
        return Objects.requireNonNull(tallies.get(id, key -> new Tally()));
    }

    /** Impressions and clicks; the old ones fade as new ones come. */
    private static final class Tally {
        private static final double SERVED_MAX = 50_000;

        private double served;

        /** Of those served, how many may still be clicked, as of then. */
        private double young;

        private long atMs;
        private double clicks;

        synchronized double rate(double wider, double leans) {
            return (clicks + wider * leans) / (Math.max(clicks, served - young) + leans);
        }

        synchronized void served(long nowMs, double meanDelayMs) {
            age(nowMs, meanDelayMs);
            if (served >= SERVED_MAX) {
                served /= 2;
                clicks /= 2;
            }
            served++;
            young++;
        }

        synchronized void clicked(long nowMs, double meanDelayMs) {
            age(nowMs, meanDelayMs);
            clicks++;
        }

        private void age(long nowMs, double meanDelayMs) {
            if (nowMs > atMs) {
                young *= Math.exp((atMs - nowMs) / meanDelayMs);
                atMs = nowMs;
            }
        }
    }
}
