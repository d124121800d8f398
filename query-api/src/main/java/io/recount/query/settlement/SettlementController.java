package io.recount.query.settlement;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Owner;
import io.recount.query.Page;
import io.recount.query.TimeRange;
import io.recount.query.TimedKey;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Settled days: pages for looking, CSV for taking all of a range along. */
@RestController
class SettlementController {
    private static final String LIST = "settlements";
    private static final String PATH = "/v1/settlements";
    private static final String CSV = "text/csv";

    /** A month: each comes with a line for every campaign and ad of its day. */
    private static final int LIMIT_MAX = 31;

    private final Settlements settlements;

    SettlementController(Settlements settlements) {
        this.settlements = settlements;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<SettlementView> page(
            Caller caller,
            @RequestParam @Nullable String advertiserId,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit, LIMIT_MAX);
        return Page.of(
                settlements.before(
                        Owner.of(caller, advertiserId),
                        new TimeRange(from, to),
                        TimedKey.of(LIST, cursor),
                        rows + 1),
                rows,
                last -> Cursor.after(LIST, Settlements.keyOf(last)),
                Function.identity());
    }

    /** From the cursor, if any, to the oldest day. */
    @GetMapping(path = PATH, produces = CSV)
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    void csv(
            Caller caller,
            HttpServletResponse response,
            @RequestParam @Nullable String advertiserId,
            @RequestParam @Nullable Instant from,
            @RequestParam @Nullable Instant to,
            @RequestParam @Nullable String cursor)
            throws IOException {
        String owner = Owner.of(caller, advertiserId);
        TimeRange range = new TimeRange(from, to);
        List<SettlementView> batch =
                settlements.before(owner, range, TimedKey.of(LIST, cursor), LIMIT_MAX);
        response.setContentType(CSV + ";charset=UTF-8");
        Writer out = response.getWriter();
        out.write(SettlementCsv.HEAD);
        while (!batch.isEmpty()) {
            out.write(SettlementCsv.of(batch));
            TimedKey last = Settlements.keyOf(batch.get(batch.size() - 1));
            batch =
                    batch.size() < LIMIT_MAX
                            ? List.of()
                            : settlements.before(owner, range, last, LIMIT_MAX);
        }
        out.flush();
    }
}
