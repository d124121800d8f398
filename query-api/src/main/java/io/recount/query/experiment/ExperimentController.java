package io.recount.query.experiment;

import io.recount.http.Allow;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ExperimentController {
    private static final String LIST = "price-experiments";

    private final Experiments experiments;
    private final Clock clock;

    ExperimentController(Experiments experiments, Clock clock) {
        this.experiments = experiments;
        this.clock = clock;
    }

    @GetMapping("/v1/price-experiments")
    @Allow({Role.AUDITOR, Role.SERVICE})
    Page<ExperimentView> list(
            @RequestParam @Nullable Integer limit, @RequestParam @Nullable String cursor) {
        int rows = Page.limit(limit);
        return Page.of(
                experiments.before(Cursor.key(LIST, cursor), rows + 1, clock.instant()),
                rows,
                last -> Cursor.after(LIST, last.experimentId()),
                Function.identity());
    }
}
