package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;

/** All of them, and what they found. */
public final class Invariants {
    private static final List<Invariant> ALL =
            List.of(
                    new Conservation(),
                    new Agreement(),
                    new Once(),
                    new NeverNegative(),
                    new DurableAnswers(),
                    new NoPhantoms(),
                    new HonestAnswers(),
                    new Dense(),
                    new Complete(),
                    new Chain());

    private Invariants() {}

    /** One invariant and what was found. */
    public record Row(String id, String says, Finding finding) {
        public boolean holds() {
            return !(finding instanceof Broken);
        }

        public String verdict() {
            return finding instanceof Broken
                    ? "BROKEN"
                    : finding instanceof Holds ? "holds" : "not compared";
        }
    }

    /** Checks each one, the others too when one is broken. */
    public static List<Row> check(Evidence evidence) throws SQLException {
        List<Row> rows = new ArrayList<>();
        for (Invariant invariant : ALL) {
            rows.add(new Row(invariant.id(), invariant.says(), found(invariant, evidence)));
        }
        return rows;
    }

    /** Tables that lack something, or cannot be decoded, are no reason to leave the others out. */
    private static Finding found(Invariant invariant, Evidence evidence) throws SQLException {
        Savepoint before = evidence.database().setSavepoint();
        try {
            return invariant.check(evidence);
        } catch (SQLException | RuntimeException e) {
            evidence.database().rollback(before);
            return new Broken("cannot be checked: " + e.getMessage());
        }
    }
}
