package io.recount.query.reconciliation;

import io.recount.http.Allow;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import io.recount.query.reconciliation.ReconciliationView.Kind;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ReconciliationController {
    private static final String LIST = "reconciliations";

    private final Reconciliations reconciliations;

    ReconciliationController(Reconciliations reconciliations) {
        this.reconciliations = reconciliations;
    }

    /** They are about all advertisers at once, so no advertiser sees them. */
    @GetMapping("/v1/reconciliations")
    @Allow({Role.AUDITOR, Role.SERVICE})
    Page<ReconciliationView> list(
            @RequestParam @Nullable Kind kind,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit);
        return Page.of(
                reconciliations.before(
                        kind, Cursor.position(LIST, cursor, Long.MAX_VALUE), rows + 1),
                rows,
                last -> Cursor.after(LIST, last.id()),
                Function.identity());
    }
}
