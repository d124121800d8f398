package io.recount.query.quality;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.query.Cursor;
import io.recount.query.Page;
import io.recount.query.TimedKey;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class QualityScoreController {
    private static final String LIST = "quality-scores";

    private final QualityScores scores;

    QualityScoreController(QualityScores scores) {
        this.scores = scores;
    }

    /** Of one ad. */
    @GetMapping("/v1/quality-scores")
    @Allow({Role.ADVERTISER, Role.AUDITOR, Role.SERVICE})
    Page<QualityScoreView> list(
            Caller caller,
            @RequestParam String adId,
            @RequestParam @Nullable Integer limit,
            @RequestParam @Nullable String cursor) {
        String what = "Ad " + adId;
        String owner =
                scores.advertiserOf(adId)
                        .orElseThrow(() -> Problem.notFound("NOT_FOUND", what + " does not exist"));
        caller.mustSee(owner, what);
        int rows = Page.limit(limit);
        TimedKey before = TimedKey.of(LIST, cursor);
        return Page.of(
                scores.before(adId, before == null ? null : before.at(), rows + 1),
                rows,
                last -> Cursor.after(LIST, new TimedKey(last.scoredAt(), adId)),
                Function.identity());
    }
}
