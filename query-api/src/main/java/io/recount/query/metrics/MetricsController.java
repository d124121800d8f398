package io.recount.query.metrics;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Page;
import io.recount.query.Parameters;
import io.recount.query.TimeRange;
import io.recount.query.advertiser.DayZones;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Windows of a campaign or an ad. A window that nothing happened in has no item. A range is
 * answered whole or not at all, so there is never a next cursor.
 */
@RestController
class MetricsController {
    /** Without a range: the last window and this many before it, 60 together. */
    private static final int PREVIOUS = 59;

    private final Metrics metrics;
    private final Clock clock;

    MetricsController(Metrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    @GetMapping("/v1/campaigns/{id}/metrics")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<MetricWindow> ofCampaign(
            Caller caller,
            @PathVariable String id,
            @RequestParam(defaultValue = "1m") Window window,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to) {
        return answer(caller, MetricScope.CAMPAIGN, id, window, new TimeRange(from, to));
    }

    @GetMapping("/v1/ads/{id}/metrics")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<MetricWindow> ofAd(
            Caller caller,
            @PathVariable String id,
            @RequestParam(defaultValue = "1m") Window window,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to) {
        return answer(caller, MetricScope.AD, id, window, new TimeRange(from, to));
    }

    private Page<MetricWindow> answer(
            Caller caller, MetricScope scope, String id, Window window, TimeRange range) {
        String what = (scope == MetricScope.AD ? "Ad " : "Campaign ") + id;
        Metrics.Owner owner =
                metrics.ownerOf(scope, id)
                        .orElseThrow(() -> Problem.notFound("NOT_FOUND", what + " does not exist"));
        caller.mustSee(owner.advertiserId(), what);
        Instant now = clock.instant();
        return new Page<>(
                metrics.windows(scope, id, bounds(window, range, now, owner.zones()), now), null);
    }

    private static List<Instant> bounds(
            Window window, TimeRange range, Instant now, DayZones zones) {
        Instant given = range.to();
        // Without an end, the window that is open now is the last one.
        Instant to = given == null ? window.next(window.startOf(now, zones), zones) : given;
        Instant from =
                range.from() == null
                        ? window.before(window.startOf(to.minusMillis(1), zones), PREVIOUS, zones)
                        : window.startOf(range.from(), zones);
        if (!from.isBefore(to)) {
            throw Parameters.invalid("from", "from " + from + " lies ahead of now");
        }
        if (window.countBetween(from, to) > window.answeredMax()) {
            throw Parameters.invalid(
                    "from",
                    "from and to lie over %d windows of %s apart"
                            .formatted(window.answeredMax(), window));
        }
        return window.bounds(from, to, zones);
    }
}
