package io.recount.query.alert;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Owner;
import io.recount.query.Page;
import io.recount.query.TimedKey;
import io.recount.query.alert.AlertView.AlertPage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class AlertController {
    private static final String LIST = "alerts";

    private final Alerts alerts;

    AlertController(Alerts alerts) {
        this.alerts = alerts;
    }

    @GetMapping("/v1/alerts")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    AlertPage list(
            Caller caller,
            @RequestParam @Nullable String advertiserId,
            @RequestParam @Nullable String campaignId,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        Alerts.Filter filter = new Alerts.Filter(Owner.of(caller, advertiserId), campaignId);
        int rows = Page.limit(limit);
        Page<AlertView> page =
                Page.of(
                        alerts.before(filter, TimedKey.of(LIST, cursor), rows + 1),
                        rows,
                        last -> Cursor.after(LIST, new TimedKey(last.raisedAt(), last.alertId())),
                        Function.identity());
        return new AlertPage(page.items(), page.nextCursor(), alerts.accuracy(filter));
    }
}
