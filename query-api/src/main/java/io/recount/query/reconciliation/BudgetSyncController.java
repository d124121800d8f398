package io.recount.query.reconciliation;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Owner;
import io.recount.query.Page;
import io.recount.query.TimeRange;
import io.recount.query.TimedKey;
import io.recount.query.reconciliation.BudgetSyncView.BudgetSyncPage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Every comparison of a counter with the ledger; the last day's unless a range is asked for. */
@RestController
class BudgetSyncController {
    private static final String LIST = "budget-syncs";
    private static final Duration RANGE = Duration.ofDays(1);

    /** What was compared is told within that time; services' clocks differ by less. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final BudgetSyncs syncs;
    private final Clock clock;

    BudgetSyncController(BudgetSyncs syncs, Clock clock) {
        this.syncs = syncs;
        this.clock = clock;
    }

    @GetMapping("/v1/budget-syncs")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    BudgetSyncPage list(
            Caller caller,
            @RequestParam @Nullable String advertiserId,
            @RequestParam @Nullable String campaignId,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        String owner = Owner.of(caller, advertiserId);
        Instant end = to == null ? clock.instant().plus(AHEAD) : to;
        Instant start = from == null ? end.minus(RANGE) : from;
        new TimeRange(start, end); // Refuses what is none.
        var filter = new BudgetSyncs.Filter(owner, campaignId, start, end);
        int rows = Page.limit(limit);
        Page<BudgetSyncView> page =
                Page.of(
                        syncs.before(filter, TimedKey.of(LIST, cursor), rows + 1),
                        rows,
                        last ->
                                Cursor.after(
                                        LIST, new TimedKey(last.comparedAt(), last.campaignId())),
                        Function.identity());
        return new BudgetSyncPage(page.items(), page.nextCursor(), syncs.accuracy(filter));
    }
}
