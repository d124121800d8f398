package io.recount.query.advertiser;

import io.recount.query.TimeRange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code read_model.ledger_lines}, oldest first: a batch a query, however long it gets. */
@Component
class Statements {
    private final JdbcClient jdbc;

    Statements(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lines after that position. */
    List<StatementLine> read(String advertiserId, TimeRange range, long after, int limit) {
        return jdbc.sql(
                        """
                        SELECT * FROM read_model.ledger_lines
                        WHERE advertiser_id = :advertiser AND position > :after
                          AND (:from::timestamptz IS NULL OR at >= :from)
                          AND (:to::timestamptz IS NULL OR at < :to)
                        ORDER BY position LIMIT :limit""")
                .param("advertiser", advertiserId)
                .param("after", after)
                .param("from", timestamp(range.from()))
                .param("to", timestamp(range.to()))
                .param("limit", limit)
                .query((row, n) -> line(row))
                .list();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    private static StatementLine line(ResultSet row) throws SQLException {
        return new StatementLine(
                row.getLong("position"),
                row.getString("event_id"),
                row.getTimestamp("at").toInstant(),
                row.getString("kind"),
                row.getLong("amount_micros"),
                row.getLong("balance_after_micros"),
                row.getString("campaign_id"),
                row.getString("click_id"),
                row.getString("reference"));
    }
}
