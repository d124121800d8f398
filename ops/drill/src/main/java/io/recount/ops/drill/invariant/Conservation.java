package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Money only ever moves: what one account gets, another one gave. */
final class Conservation implements Invariant {
    @Override
    public String id() {
        return "I1";
    }

    @Override
    public String says() {
        return "conservation: the ledger adds up to zero, each transfer has two entries";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        try (Statement sql = evidence.database().createStatement()) {
            try (ResultSet wrong =
                    sql.executeQuery(
                            """
                            SELECT position, count(*), sum(amount_micros)
                            FROM event_log.ledger_entries GROUP BY position
                            HAVING count(*) <> 2 OR sum(amount_micros) <> 0
                                OR count(DISTINCT currency) <> 1
                            ORDER BY position LIMIT 1""")) {
                if (wrong.next()) {
                    return new Broken(
                            "position %d has %d entries that add up to %d micros"
                                    .formatted(
                                            wrong.getLong(1), wrong.getLong(2), wrong.getLong(3)));
                }
            }
            return sums(sql);
        }
    }

    private static Finding sums(Statement sql) throws SQLException {
        long entries = 0;
        int currencies = 0;
        try (ResultSet sum =
                sql.executeQuery(
                        """
                        SELECT currency, sum(amount_micros), count(*)
                        FROM event_log.ledger_entries GROUP BY currency ORDER BY currency""")) {
            while (sum.next()) {
                if (sum.getBigDecimal(2).signum() != 0) {
                    return new Broken(
                            "%s adds up to %s micros"
                                    .formatted(sum.getString(1), sum.getBigDecimal(2)));
                }
                currencies++;
                entries += sum.getLong(3);
            }
        }
        return new Holds(
                "%,d entries in %d %s"
                        .formatted(
                                entries, currencies, currencies == 1 ? "currency" : "currencies"));
    }
}
