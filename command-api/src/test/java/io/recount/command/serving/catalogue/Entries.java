package io.recount.command.serving.catalogue;

import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Targeting;
import java.util.ArrayList;
import java.util.List;

/** Entries of the catalogue as projections would write them. */
final class Entries {
    private Entries() {}

    static Targeting targeting(List<String> keywords) {
        return Targeting.newBuilder()
                .setKeywords(keywords)
                .setCategories(new ArrayList<>())
                .setCountries(new ArrayList<>())
                .setDevices(new ArrayList<>())
                .setHours(new ArrayList<>())
                .build();
    }

    /** A campaign {@code x-c} of an advertiser {@code x} with the ad {@code x-c-a}. */
    static CatalogueCampaign.Builder campaign(String advertiser, String... keywords) {
        return CatalogueCampaign.newBuilder()
                .setCampaignId(advertiser + "-c")
                .setAdvertiserId(advertiser)
                .setStatus(CampaignStatus.ACTIVE)
                .setMaxCpcMicros(100_000_000)
                .setTargeting(targeting(List.of(keywords)))
                .setTimeZone("Asia/Seoul")
                .setAds(List.of(ad(advertiser + "-c-a").build()))
                .setPosition(1);
    }

    static CatalogueAd.Builder ad(String adId) {
        return CatalogueAd.newBuilder()
                .setAdId(adId)
                .setTitle("t")
                .setDescription("d")
                .setLandingUrl("https://example.com/" + adId)
                .setDisplayUrl("example.com");
    }
}
