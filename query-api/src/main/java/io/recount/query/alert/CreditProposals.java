package io.recount.query.alert;

import static io.recount.query.Columns.instant;
import static io.recount.query.Columns.instantOrNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code read_model.credit_proposals}, with the alert that asked for each. */
@Component
class CreditProposals {
    private final JdbcClient jdbc;

    CreditProposals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Newest first; ids are ordered by time.
     *
     * @param advertiserId null for everybody's
     * @param before an id; null from the newest on
     */
    List<CreditProposalView> before(
            @Nullable String advertiserId, @Nullable String before, int limit) {
        return jdbc.sql(
                        """
                        SELECT p.*, c.alert_id
                        FROM (SELECT * FROM read_model.credit_proposals
                              WHERE (:advertiser::text IS NULL OR advertiser_id = :advertiser)
                                AND (:before::text IS NULL OR proposal_id < :before)
                              ORDER BY proposal_id DESC LIMIT :limit) p
                        LEFT JOIN LATERAL (
                            SELECT alert_id FROM analytics.alert_credits
                            WHERE proposal_id = p.proposal_id ORDER BY id LIMIT 1) c ON true
                        ORDER BY proposal_id DESC""")
                .param("advertiser", advertiserId)
                .param("before", before)
                .param("limit", limit)
                .query((row, n) -> view(row))
                .list();
    }

    private static CreditProposalView view(ResultSet row) throws SQLException {
        return new CreditProposalView(
                row.getString("proposal_id"),
                row.getString("advertiser_id"),
                row.getString("alert_id"),
                row.getString("status"),
                row.getLong("amount_micros"),
                row.getString("reason"),
                List.of((String[]) row.getArray("click_ids").getArray()),
                instant(row, "proposed_at"),
                instantOrNull(row, "decided_at"));
    }
}
