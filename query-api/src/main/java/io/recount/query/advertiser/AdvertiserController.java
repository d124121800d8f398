package io.recount.query.advertiser;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
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
class AdvertiserController {
    private static final String LIST = "advertisers";

    private final Advertisers advertisers;
    private final AdvertiserSpend spend;
    private final Clock clock;

    AdvertiserController(Advertisers advertisers, AdvertiserSpend spend, Clock clock) {
        this.advertisers = advertisers;
        this.spend = spend;
        this.clock = clock;
    }

    /** By id, which is by age; an advertiser's key finds its own alone. */
    @GetMapping("/v1/advertisers")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    @Transactional(readOnly = true)
    public Page<AdvertiserView> list(
            Caller caller,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit);
        String after = Cursor.key(LIST, cursor);
        List<Advertiser> found =
                caller.advertiserId() == null
                        ? advertisers.findByAdvertiserIdGreaterThanOrderByAdvertiserId(
                                after == null ? "" : after, Limit.of(rows + 1))
                        : advertisers.findByAdvertiserIdIn(List.of(caller.advertiserId()));
        Instant now = clock.instant();
        Map<String, Long> today = spend.today(found, now);
        Map<String, Long> lastHour = spend.lastHour(found, now);
        return Page.of(
                found,
                rows,
                last -> Cursor.after(LIST, last.advertiserId()),
                a ->
                        AdvertiserView.of(
                                a,
                                now,
                                today.getOrDefault(a.advertiserId(), 0L),
                                lastHour.getOrDefault(a.advertiserId(), 0L)));
    }

    @GetMapping("/v1/advertisers/{id}")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    @Transactional(readOnly = true)
    public AdvertiserView one(
            Caller caller, @PathVariable String id, HttpServletResponse response) {
        String what = "Advertiser " + id;
        caller.mustSee(id, what);
        Advertiser found =
                advertisers
                        .findById(id)
                        .orElseThrow(() -> Problem.notFound("NOT_FOUND", what + " does not exist"));
        // The edit version, for If-Match. Not by ResponseEntity: that would answer If-None-Match
        // with 304 although the balance, which the version does not cover, has moved.
        response.setHeader("ETag", "\"" + found.version() + "\"");
        Instant now = clock.instant();
        List<Advertiser> alone = List.of(found);
        return AdvertiserView.of(
                found,
                now,
                spend.today(alone, now).getOrDefault(id, 0L),
                spend.lastHour(alone, now).getOrDefault(id, 0L));
    }
}
