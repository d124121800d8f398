package io.recount.query.reconciliation;

import static io.recount.query.Columns.instant;
import static io.recount.query.Columns.instantOrNull;
import static io.recount.query.Columns.longOrNull;

import io.recount.query.Columns;
import io.recount.query.reconciliation.ReconciliationView.Difference;
import io.recount.query.reconciliation.ReconciliationView.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads {@code analytics.reconciliations} with what differed. */
@Component
class Reconciliations {
    /** Enough to see what is wrong; {@code differing} counts all. */
    private static final int DIFFERENCES_MAX = 100;

    private final JdbcClient jdbc;

    Reconciliations(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Newest first.
     *
     * @param kind null for all
     * @param before an id
     */
    List<ReconciliationView> before(@Nullable Kind kind, long before, int limit) {
        Map<Long, ReconciliationView> views = new LinkedHashMap<>();
        jdbc.sql(
                        """
                        SELECT * FROM analytics.reconciliations
                        WHERE id < :before AND (:kind::text IS NULL OR kind = :kind)
                        ORDER BY id DESC LIMIT :limit""")
                .param("before", before)
                .param("kind", kind == null ? null : kind.name())
                .param("limit", limit)
                .query(
                        row -> {
                            views.put(row.getLong("id"), view(row));
                        });
        addDifferences(views);
        return List.copyOf(views.values());
    }

    private void addDifferences(Map<Long, ReconciliationView> views) {
        jdbc.sql(
                        """
                        SELECT d.* FROM unnest(:ids::bigint[]) AS of(id),
                        LATERAL (SELECT * FROM analytics.reconciliation_differences
                                 WHERE reconciliation_id = of.id
                                 ORDER BY at, subject, measure LIMIT :limit) d""")
                .param("ids", views.keySet().toArray(Long[]::new))
                .param("limit", DIFFERENCES_MAX)
                .query(
                        row -> {
                            Objects.requireNonNull(views.get(row.getLong("reconciliation_id")))
                                    .differences()
                                    .add(difference(row));
                        });
    }

    private static ReconciliationView view(ResultSet row) throws SQLException {
        return new ReconciliationView(
                row.getLong("id"),
                row.getString("kind"),
                instantOrNull(row, "from_at"),
                instantOrNull(row, "to_at"),
                longOrNull(row, "from_position"),
                longOrNull(row, "to_position"),
                row.getLong("compared"),
                row.getLong("differing"),
                Columns.ofPpm(row.getLong("agreement_ppm")),
                row.getBoolean("alerted"),
                instant(row, "reconciled_at"),
                new ArrayList<>());
    }

    private static Difference difference(ResultSet row) throws SQLException {
        return new Difference(
                row.getString("subject"),
                instantOrNull(row, "at"),
                row.getString("measure"),
                longOrNull(row, "expected"),
                longOrNull(row, "found"));
    }
}
