package io.recount.projections.review;

import static io.recount.projections.stream.BatchedSql.row;

import io.recount.event.AlertJudged;
import io.recount.event.CreditProposalDecided;
import io.recount.event.CreditProposed;
import io.recount.projections.stream.BatchedSql;
import io.recount.projections.stream.Fold;
import io.recount.projections.stream.LoggedEvent;
import io.recount.projections.stream.Newest;
import io.recount.projections.stream.Newest.At;
import io.recount.projections.stream.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Verdicts and proposals. A proposal is decided once, so its decision needs no position guard. */
final class ReviewFold implements Fold {
    static final Routes<ReviewFold> ROUTES =
            new Routes<ReviewFold>()
                    .on(AlertJudged.class, ReviewFold::judged)
                    .on(CreditProposed.class, ReviewFold::proposed)
                    .on(CreditProposalDecided.class, ReviewFold::decided);

    private final JdbcTemplate jdbc;

    private final Newest<AlertJudged> verdicts = new Newest<>();
    private final List<@Nullable Object[]> proposals = new ArrayList<>();
    private final List<@Nullable Object[]> decisions = new ArrayList<>();

    ReviewFold(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void add(LoggedEvent event) {
        ROUTES.take(this, event);
    }

    private void judged(AlertJudged e, LoggedEvent event) {
        verdicts.put(e.getAlertId(), event.position(), e);
    }

    private void proposed(CreditProposed e, LoggedEvent event) {
        proposals.add(
                row(
                        e.getProposalId(),
                        advertiserOf(e.getClickIds()),
                        e.getClickIds().toArray(String[]::new),
                        e.getAmountMicros(),
                        e.getReason(),
                        e.getAt(),
                        event.position()));
    }

    private void decided(CreditProposalDecided e, LoggedEvent event) {
        decisions.add(
                row(
                        e.getApproved() ? "APPROVED" : "REJECTED",
                        e.getAt(),
                        event.position(),
                        e.getProposalId()));
    }

    private static @Nullable Object[] verdict(At<AlertJudged> newest) {
        AlertJudged e = newest.value();
        return row(newest.id(), e.getVerdict().name(), e.getNote(), e.getAt(), newest.position());
    }

    /** Whose clicks they are; null when they are not all of one. */
    private static @Nullable String advertiserOf(List<String> clickIds) {
        Set<String> owners =
                clickIds.stream()
                        .map(id -> id.substring(0, Math.max(0, id.indexOf('-'))))
                        .collect(Collectors.toSet());
        return owners.size() == 1 ? owners.iterator().next() : null;
    }

    @Override
    public void write() {
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.alert_verdicts
                    (alert_id, verdict, note, judged_at, position)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (alert_id) DO UPDATE
                SET verdict = EXCLUDED.verdict, note = EXCLUDED.note,
                    judged_at = EXCLUDED.judged_at, position = EXCLUDED.position
                WHERE alert_verdicts.position < EXCLUDED.position""",
                verdicts.stream().map(ReviewFold::verdict));
        BatchedSql.run(
                jdbc,
                """
                INSERT INTO read_model.credit_proposals
                    (proposal_id, advertiser_id, click_ids, amount_micros, reason, proposed_at,
                     position)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (proposal_id) DO NOTHING""",
                proposals.stream());
        BatchedSql.run(
                jdbc,
                """
                UPDATE read_model.credit_proposals SET status = ?, decided_at = ?, position = ?
                WHERE proposal_id = ?""",
                decisions.stream());
    }
}
