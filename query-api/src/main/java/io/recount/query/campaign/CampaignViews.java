package io.recount.query.campaign;

import io.recount.query.advertiser.Advertiser;
import io.recount.query.advertiser.Advertisers;
import io.recount.query.campaign.CampaignView.CampaignAd;
import io.recount.query.metrics.MetricScope;
import io.recount.query.metrics.MetricWindow;
import io.recount.query.metrics.Metrics;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Puts campaigns together for an answer, in a fixed number of queries however many there are. */
@Component
class CampaignViews {
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    private final Advertisers advertisers;
    private final Ads ads;
    private final Spends spends;
    private final Metrics metrics;
    private final JsonMapper json;

    CampaignViews(
            Advertisers advertisers, Ads ads, Spends spends, Metrics metrics, JsonMapper json) {
        this.advertisers = advertisers;
        this.ads = ads;
        this.spends = spends;
        this.metrics = metrics;
        this.json = json;
    }

    List<CampaignView> of(List<Campaign> campaigns, Instant now) {
        if (campaigns.isEmpty()) {
            return List.of();
        }
        List<String> ids = campaigns.stream().map(Campaign::campaignId).toList();
        Map<String, Spend.Day> days = days(campaigns, now);
        Map<String, Spend> spentToday =
                spends.findByDayIn(days.values()).stream()
                        .collect(
                                Collectors.toMap(
                                        spend -> spend.day().campaignId(), Function.identity()));
        Map<String, List<CampaignAd>> adsOf =
                ads.findByCampaignIdInOrderByAdId(ids).stream()
                        .collect(
                                Collectors.groupingBy(
                                        Ad::campaignId,
                                        Collectors.mapping(CampaignAd::of, Collectors.toList())));
        Map<String, MetricWindow> newest = metrics.newest(MetricScope.CAMPAIGN, ids, now);
        return campaigns.stream()
                .map(
                        c ->
                                view(
                                        c,
                                        days.get(c.campaignId()),
                                        spentToday.get(c.campaignId()),
                                        adsOf.getOrDefault(c.campaignId(), List.of()),
                                        newest.get(c.campaignId())))
                .toList();
    }

    /** Each campaign's present day, by campaign id. */
    private Map<String, Spend.Day> days(Collection<Campaign> campaigns, Instant now) {
        List<String> owners = campaigns.stream().map(Campaign::advertiserId).distinct().toList();
        Map<String, Instant> dayStarts =
                advertisers.findByAdvertiserIdIn(owners).stream()
                        .collect(Collectors.toMap(Advertiser::advertiserId, a -> a.dayStart(now)));
        return campaigns.stream()
                .map(
                        c ->
                                new Spend.Day(
                                        c.campaignId(),
                                        dayStarts.getOrDefault(c.advertiserId(), Instant.EPOCH)))
                .collect(Collectors.toMap(Spend.Day::campaignId, Function.identity()));
    }

    private CampaignView view(
            Campaign c,
            Spend.@Nullable Day day,
            @Nullable Spend spent,
            List<CampaignAd> campaignAds,
            @Nullable MetricWindow newest) {
        return new CampaignView(
                c.campaignId(),
                c.advertiserId(),
                c.name(),
                c.status(),
                c.pauseReasons(),
                c.maxCpcMicros(),
                c.dailyBudgetMicros(),
                c.totalBudgetMicros(),
                c.autoPausePercent(),
                c.pacing(),
                object(c.targeting() == null ? "{}" : c.targeting()),
                c.frequencyCap() == null ? null : object(c.frequencyCap()),
                day == null ? Instant.EPOCH : day.dayStart(),
                spent == null ? 0 : spent.spentMicros(),
                spent == null ? 0 : spent.clicks(),
                c.totalSpentMicros(),
                campaignAds,
                newest,
                c.createdAt(),
                c.version(),
                c.position());
    }

    private Map<String, Object> object(String text) {
        return json.readValue(text, OBJECT);
    }
}
