package io.recount.command.serving.gate;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.FrequencyCap;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A campaign as serving has it, with what a test asks for. */
public record SomeCampaign(
        String id,
        long dailyMicros,
        @Nullable Long totalMicros,
        Pacing pacing,
        @Nullable FrequencyCap cap,
        String zone,
        List<Integer> hours) {
    public static final long BID_MICROS = 100;
    public static final String AD = "adv-ad";

    public static SomeCampaign ofDay(long dailyMicros) {
        return new SomeCampaign(
                "adv-c", dailyMicros, null, Pacing.ASAP, null, "Asia/Seoul", List.of());
    }

    public SomeCampaign named(String name) {
        return new SomeCampaign(name, dailyMicros, totalMicros, pacing, cap, zone, hours);
    }

    public SomeCampaign ofAll(long micros) {
        return new SomeCampaign(id, dailyMicros, micros, pacing, cap, zone, hours);
    }

    public SomeCampaign paced(String inZone, List<Integer> atHours) {
        return new SomeCampaign(id, dailyMicros, totalMicros, Pacing.EVEN, cap, inZone, atHours);
    }

    public SomeCampaign capped(int impressions, int perHours) {
        return new SomeCampaign(
                id,
                dailyMicros,
                totalMicros,
                pacing,
                new FrequencyCap(impressions, perHours),
                zone,
                hours);
    }

    public ServingCampaign build() {
        CatalogueAd ad =
                CatalogueAd.newBuilder()
                        .setAdId(AD)
                        .setStatus(AdStatus.ACTIVE)
                        .setTitle("Shoes")
                        .setDescription("Red ones")
                        .setLandingUrl("https://example.com/")
                        .setDisplayUrl("example.com")
                        .build();
        return ServingCampaign.of(
                CatalogueCampaign.newBuilder()
                        .setCampaignId(id)
                        .setAdvertiserId("adv")
                        .setStatus(CampaignStatus.ACTIVE)
                        .setMaxCpcMicros(BID_MICROS)
                        .setTargeting(
                                new Targeting(List.of(), List.of(), List.of(), List.of(), hours))
                        .setFrequencyCap(cap)
                        .setPacing(pacing)
                        .setTimeZone(zone)
                        .setAds(List.of(ad))
                        .setPauseCauses(List.of())
                        .setPosition(1)
                        .setDailyBudgetMicros(dailyMicros)
                        .setTotalBudgetMicros(totalMicros)
                        .setAutoPausePercent(100)
                        .build());
    }
}
