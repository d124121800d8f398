package io.recount.query.alert;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Owner;
import io.recount.query.Page;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CreditProposalController {
    private static final String LIST = "credit-proposals";

    private final CreditProposals proposals;

    CreditProposalController(CreditProposals proposals) {
        this.proposals = proposals;
    }

    @GetMapping("/v1/credit-proposals")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<CreditProposalView> list(
            Caller caller,
            @RequestParam @Nullable String advertiserId,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit);
        return Page.of(
                proposals.before(
                        Owner.of(caller, advertiserId), Cursor.key(LIST, cursor), rows + 1),
                rows,
                last -> Cursor.after(LIST, last.proposalId()),
                Function.identity());
    }
}
