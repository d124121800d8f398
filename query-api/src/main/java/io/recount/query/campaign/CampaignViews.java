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
        Map<String, Instant> dayStarts = dayStarts(campaigns, now);
        Map<String, Spend> spentToday =
                spends.findByDayIn(campaigns.stream().map(c -> day(c, dayStarts)).toList()).stream()
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
                                        dayOf(c, dayStarts),
                                        spentToday.get(c.campaignId()),
                                        adsOf.getOrDefault(c.campaignId(), List.of()),
                                        newest.get(c.campaignId())))
                .toList();
    }

    private Spend.Day day(Campaign c, Map<String, Instant> dayStarts) {
        return new Spend.Day(c.campaignId(), dayOf(c, dayStarts));
    }

    /** The start of its present day; none that ever was where its advertiser is not there yet. */
    Instant dayOf(Campaign c, Map<String, Instant> dayStarts) {
        return dayStarts.getOrDefault(c.advertiserId(), Instant.EPOCH);
    }

    /** The start of the present day of each one's advertiser, by advertiser id. */
    Map<String, Instant> dayStarts(Collection<Campaign> campaigns, Instant now) {
        List<String> owners = campaigns.stream().map(Campaign::advertiserId).distinct().toList();
        return advertisers.findByAdvertiserIdIn(owners).stream()
                .collect(Collectors.toMap(Advertiser::advertiserId, a -> a.dayStart(now)));
    }

    private CampaignView view(
            Campaign c,
            Instant dayStart,
            @Nullable Spend spent,
            List<CampaignAd> campaignAds,
            @Nullable MetricWindow newest) {
        return new CampaignView(
                c.campaignId(),
                c.advertiserId(),
                c.name(),
                c.life().status(dayStart),
                c.life().pauseReasons(dayStart),
                c.lineClosedAt(),
                c.maxCpcMicros(),
                c.dailyBudgetMicros(),
                c.totalBudgetMicros(),
                c.autoPausePercent(),
                c.pacing(),
                object(c.targeting() == null ? "{}" : c.targeting()),
                c.frequencyCap() == null ? null : object(c.frequencyCap()),
                dayStart,
                spent == null ? 0 : spent.spentMicros(),
                spent == null ? 0 : spent.clicks(),
                spent == null ? 0 : spent.creditedMicros(),
                spent == null ? 0 : spent.creditedClicks(),
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
