package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.invariant.Finding.NotCompared;
import java.sql.SQLException;

/** A reader that followed the log by positions has seen every event of it, once. */
final class Complete implements Invariant {
    @Override
    public String id() {
        return "I9";
    }

    @Override
    public String says() {
        return "complete: who follows the log by positions sees every event, once";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        Blocks seen = evidence.seen();
        if (seen == null) {
            return new NotCompared("nobody followed it");
        }
        Blocks log = new Blocks();
        EventLog.forEachRow(
                evidence.database(),
                (entry, hash) -> {
                    log.add(entry.position(), entry.eventIdentifier());
                    return true;
                });
        String difference = seen.firstDifference(log);
        return difference == null
                ? new Holds("%,d events in %,d blocks".formatted(log.events(), log.count()))
                : new Broken(difference);
    }
}
