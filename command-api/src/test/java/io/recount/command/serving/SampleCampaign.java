package io.recount.command.serving;

import static io.recount.command.serving.InMemoryServing.WON;

import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Targeting;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of the catalogue: campaign {@code a-1} of advertiser {@code a} with ad {@code a-1-ad}.
 */
final class SampleCampaign {
    private SampleCampaign() {}

    static CatalogueCampaign.Builder of(String campaignId, long won, String... keywords) {
        return CatalogueCampaign.newBuilder()
                .setCampaignId(campaignId)
                .setAdvertiserId(campaignId.substring(0, campaignId.indexOf('-')))
                .setStatus(CampaignStatus.ACTIVE)
                .setMaxCpcMicros(won * WON)
                .setTargeting(
                        Targeting.newBuilder()
                                .setKeywords(List.of(keywords))
                                .setCategories(new ArrayList<>())
                                .build())
                .setTimeZone("Asia/Seoul")
                .setAds(List.of(ad(campaignId + "-ad", 50_000)))
                .setDailyBudgetMicros(1_000_000 * WON)
                .setPosition(7);
    }

    /**
     * An ad that leads to a site of its own.
     *
     * @param qualityE4 0 for one that has no score yet
     */
    static CatalogueAd ad(String adId, long qualityE4) {
        return CatalogueAd.newBuilder()
                .setAdId(adId)
                .setStatus(AdStatus.ACTIVE)
                .setTitle("t")
                .setDescription("d")
                .setLandingUrl("https://www." + adId + ".example/page")
                .setDisplayUrl(adId + ".example")
                .setQualityE4(qualityE4)
                .build();
    }
}
