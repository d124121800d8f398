package io.recount.ops.bench.day;

import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.event.AdStatus;
import io.recount.event.CampaignStatus;
import io.recount.event.CatalogueAd;
import io.recount.event.CatalogueCampaign;
import io.recount.event.Pacing;
import io.recount.event.Targeting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A way to serve a budget.
 *
 * @param clicks that the day's budget pays in the mean
 * @param isPaced whether it means to spread them over the day
 */
record Contender(String name, int clicks, boolean isPaced, Maker maker) {
    static final long BID_MICROS = 500_000_000;

    private static final long TOKEN_LIFE_MS = 1_800_000;
    private static final long POLL_MS = 60_000;

    interface Maker {
        Serving make(Map<Long, Long> trafficBefore, long nowMs, long seed);
    }

    static Contender gate(String name, int clicks, Pacing pacing, int instances) {
        ServingCampaign campaign = campaign(clicks, pacing);
        return new Contender(
                name,
                clicks,
                pacing == Pacing.EVEN,
                (before, nowMs, seed) -> {
                    List<ServiceGate> gates = new ArrayList<>();
                    for (int i = 0; i < instances; i++) {
                        gates.add(new ServiceGate(Integer.toString(i), campaign, before, nowMs));
                    }
                    return instances == 1 ? gates.get(0) : new Instances(gates, seed);
                });
    }

    static Contender counter(String name, int clicks) {
        return new Contender(
                name,
                clicks,
                false,
                (before, nowMs, seed) -> new SimpleGates.Counter(budgetMicros(clicks)));
    }

    static Contender poll(String name, int clicks) {
        return new Contender(
                name,
                clicks,
                false,
                (before, nowMs, seed) -> new SimpleGates.Poll(budgetMicros(clicks), POLL_MS));
    }

    static Contender fullHold(String name, int clicks) {
        return new Contender(
                name,
                clicks,
                false,
                (before, nowMs, seed) ->
                        new SimpleGates.FullHold(budgetMicros(clicks), TOKEN_LIFE_MS));
    }

    long budgetMicros() {
        return budgetMicros(clicks);
    }

    private static long budgetMicros(int clicks) {
        return Math.round(clicks * DayRun.meanPrice(BID_MICROS));
    }

    private static ServingCampaign campaign(int clicks, Pacing pacing) {
        CatalogueAd ad =
                CatalogueAd.newBuilder()
                        .setAdId("adv-ad")
                        .setStatus(AdStatus.ACTIVE)
                        .setTitle("")
                        .setDescription("")
                        .setLandingUrl("https://example.com/")
                        .setDisplayUrl("")
                        .build();
        return ServingCampaign.of(
                CatalogueCampaign.newBuilder()
                        .setCampaignId("adv-campaign")
                        .setAdvertiserId("adv")
                        .setStatus(CampaignStatus.ACTIVE)
                        .setMaxCpcMicros(BID_MICROS)
                        .setTargeting(
                                new Targeting(
                                        List.of(), List.of(), List.of(), List.of(), List.of()))
                        .setPacing(pacing)
                        .setTimeZone("UTC")
                        .setAds(List.of(ad))
                        .setPauseCauses(List.of())
                        .setPosition(1)
                        .setDailyBudgetMicros(budgetMicros(clicks))
                        .setAutoPausePercent(100)
                        .build());
    }
}
