package io.recount.query.campaign;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import io.recount.query.metrics.CampaignLife;
import io.recount.query.metrics.MetricScope;
import io.recount.query.metrics.Metrics;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CampaignController {
    private static final String LIST = "campaigns";

    /** A day of 24 hours, and two for the clocks. */
    private static final Duration LONGEST_DAY = Duration.ofHours(26);

    private final Campaigns campaigns;
    private final Ads ads;
    private final CampaignViews views;
    private final Metrics metrics;
    private final Clock clock;

    CampaignController(
            Campaigns campaigns, Ads ads, CampaignViews views, Metrics metrics, Clock clock) {
        this.campaigns = campaigns;
        this.ads = ads;
        this.views = views;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** By id: grouped by advertiser, then by age. */
    @GetMapping("/v1/campaigns")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    @Transactional(readOnly = true)
    public Page<CampaignView> list(
            Caller caller,
            @RequestParam @Nullable String advertiserId,
            @RequestParam @Nullable CampaignStatus status,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        if (advertiserId != null) {
            caller.mustSee(advertiserId, "Advertiser " + advertiserId);
        }
        int rows = Page.limit(limit);
        String after = Cursor.key(LIST, cursor);
        Instant now = clock.instant();
        List<Campaign> found =
                found(
                        after == null ? "" : after,
                        caller.advertiserId() == null ? advertiserId : caller.advertiserId(),
                        status,
                        now,
                        Limit.of(rows + 1));
        boolean more = found.size() > rows;
        List<Campaign> shown = more ? found.subList(0, rows) : found;
        return new Page<>(
                views.of(shown, now),
                more ? Cursor.after(LIST, shown.get(rows - 1).campaignId()) : null);
    }

    private List<Campaign> found(
            String after,
            @Nullable String advertiserId,
            @Nullable CampaignStatus status,
            Instant now,
            Limit limit) {
        if (status != CampaignStatus.ACTIVE && status != CampaignStatus.PAUSED) {
            return campaigns.page(
                    after, advertiserId, status == null ? null : status.name(), limit);
        }
        return campaigns.page(
                after,
                advertiserId,
                status == CampaignStatus.PAUSED,
                usedUp(advertiserId, now),
                limit);
    }

    /** Whose day is used up is told by its advertiser's zone, which no database knows so well. */
    private List<String> usedUp(@Nullable String advertiserId, Instant now) {
        List<Campaign> candidates = campaigns.withPausedDay(advertiserId, now.minus(LONGEST_DAY));
        Map<String, Instant> dayStarts = views.dayStarts(candidates, now);
        return candidates.stream()
                .filter(c -> c.life().status(views.dayOf(c, dayStarts)).equals(CampaignLife.PAUSED))
                .map(Campaign::campaignId)
                .toList();
    }

    @GetMapping("/v1/campaigns/{id}")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    @Transactional(readOnly = true)
    public CampaignView one(Caller caller, @PathVariable String id, HttpServletResponse response) {
        String what = "Campaign " + id;
        Campaign found = campaigns.findById(id).orElseThrow(() -> notFound(what));
        caller.mustSee(found.advertiserId(), what);
        // The edit version only, so never a reason for 304: clicks move the figures, not this.
        response.setHeader("ETag", "\"" + found.version() + "\"");
        return views.of(List.of(found), clock.instant()).get(0);
    }

    @GetMapping("/v1/ads/{id}")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    @Transactional(readOnly = true)
    public AdView ad(Caller caller, @PathVariable String id) {
        String what = "Ad " + id;
        Ad found = ads.findById(id).orElseThrow(() -> notFound(what));
        caller.mustSee(found.advertiserId(), what);
        Campaign campaign =
                campaigns.findById(found.campaignId()).orElseThrow(() -> notFound(what));
        Instant now = clock.instant();
        return AdView.of(
                found,
                campaign,
                views.dayOf(campaign, views.dayStarts(List.of(campaign), now)),
                metrics.newest(MetricScope.AD, List.of(id), now).get(id));
    }

    private static Problem notFound(String what) {
        return Problem.notFound("NOT_FOUND", what + " does not exist");
    }
}
