package io.recount.command.serving.catalogue;

import io.recount.event.AdStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign as serving needs it.
 *
 * @param bidMicros the most that a click may cost
 * @param totalBudgetMicros null: no limit
 * @param ads the active ones
 * @param categories IAB Content Taxonomy ids that it is for
 * @param bestQualityE4 of its ads; 0 without one
 * @param atHand what others keep of it
 */
public record ServingCampaign(
        String campaignId,
        String advertiserId,
        long bidMicros,
        long dailyBudgetMicros,
        @Nullable Long totalBudgetMicros,
        int autoPausePercent,
        Zones zones,
        Hours hours,
        Pacing pacing,
        @Nullable FrequencyCap frequencyCap,
        List<ServingAd> ads,
        List<String> categories,
        long bestQualityE4,
        AtHand atHand) {
    private static final long QUALITY_UNKNOWN_E4 = 50_000;

    /** In the zone that the entry itself names. */
    public static ServingCampaign of(CatalogueCampaign entry) {
        return of(entry, Zones.always(ZoneId.of(entry.getTimeZone())));
    }

    public static ServingCampaign of(CatalogueCampaign entry, Zones zones) {
        List<ServingAd> ads = activeAds(entry.getAds());
        return new ServingCampaign(
                entry.getCampaignId(),
                entry.getAdvertiserId(),
                entry.getMaxCpcMicros(),
                entry.getDailyBudgetMicros(),
                entry.getTotalBudgetMicros(),
                entry.getAutoPausePercent(),
                zones,
                Hours.of(entry.getTargeting().getHours()),
                entry.getPacing(),
                entry.getFrequencyCap(),
                ads,
                List.copyOf(entry.getTargeting().getCategories()),
                bestQualityE4(ads),
                new AtHand());
    }

    ServingCampaign in(Zones other) {
        return new ServingCampaign(
                campaignId,
                advertiserId,
                bidMicros,
                dailyBudgetMicros,
                totalBudgetMicros,
                autoPausePercent,
                other,
                hours,
                pacing,
                frequencyCap,
                ads,
                categories,
                bestQualityE4,
                atHand);
    }

    private static long bestQualityE4(List<ServingAd> ads) {
        long best = 0;
        for (ServingAd ad : ads) {
            best = Math.max(best, ad.qualityE4());
        }
        return best;
    }

    private static List<ServingAd> activeAds(List<CatalogueAd> ads) {
        long groupsQuality = groupsQualityE4(ads);
        List<ServingAd> active = new ArrayList<>(ads.size());
        for (CatalogueAd ad : ads) {
            if (ad.getStatus() == AdStatus.ACTIVE) {
                active.add(ServingAd.of(ad, groupsQuality));
            }
        }
        return List.copyOf(active);
    }

    /** What a new ad starts at: the mean of the scores that its campaign's ads have. */
    private static long groupsQualityE4(List<CatalogueAd> ads) {
        long sum = 0;
        int scored = 0;
        for (CatalogueAd ad : ads) {
            if (ad.getQualityE4() > 0) {
                sum += ad.getQualityE4();
                scored++;
            }
        }
        return scored == 0 ? QUALITY_UNKNOWN_E4 : sum / scored;
    }

    /** The zone in force. */
    public ZoneId zone(Instant at) {
        return zones.at(at);
    }

    /** The name of the day in which the instant lies. */
    public Instant dayStart(Instant at) {
        return zones.dayStart(at);
    }
}
