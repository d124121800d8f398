package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A click is decided once, and the table that claims click ids knows exactly those. */
final class Once implements Invariant {
    @Override
    public String id() {
        return "I3";
    }

    @Override
    public String says() {
        return "once: each click id is decided once, and credited once at most";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        Decisions decisions = evidence.decisions();
        String repeat = decisions.firstRepeat();
        if (repeat != null) {
            return new Broken(repeat);
        }
        long claimed = 0;
        try (Statement sql = evidence.database().createStatement()) {
            sql.setFetchSize(2_000);
            try (ResultSet row =
                    sql.executeQuery(
                            """
                            SELECT click_id, outcome, charged_micros FROM event_log.decided_clicks
                            ORDER BY click_id""")) {
                while (row.next()) {
                    claimed++;
                    String clickId = row.getString(1);
                    Decisions.Decision logged = decisions.of(clickId);
                    if (logged == null
                            || !logged.outcome().equals(row.getString(2))
                            || logged.chargedMicros() != row.getLong(3)) {
                        return new Broken(
                                "click %s is claimed as %s for %d micros, the log has %s"
                                        .formatted(
                                                clickId,
                                                row.getString(2),
                                                row.getLong(3),
                                                logged == null ? "nothing" : logged));
                    }
                }
            }
        }
        int logged = decisions.byClick().size();
        long credited = creditedClicks(evidence);
        if (credited != decisions.credits()) {
            return new Broken(
                    "%,d clicks credited, %,d claimed for it"
                            .formatted(decisions.credits(), credited));
        }
        return claimed == logged
                ? new Holds(
                        "%,d decisions, %,d of them charges, %,d credits"
                                .formatted(logged, decisions.charges(), decisions.credits()))
                : new Broken(
                        "%,d clicks decided, %,d click ids claimed".formatted(logged, claimed));
    }

    private static long creditedClicks(Evidence evidence) throws SQLException {
        try (Statement sql = evidence.database().createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT count(*) FROM event_log.credited_clicks")) {
            row.next();
            return row.getLong(1);
        }
    }
}
