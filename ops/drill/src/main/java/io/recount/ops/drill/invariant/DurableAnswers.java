package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.invariant.Finding.NotCompared;
import io.recount.ops.drill.load.Attempt;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client was told of money stands in the log, as it was told. */
final class DurableAnswers implements Invariant {
    @Override
    public String id() {
        return "I5";
    }

    @Override
    public String says() {
        return "durable answer: every decision that a client was told of is in the log";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        List<Attempt> attempts = evidence.attempts();
        if (attempts == null) {
            return new NotCompared("no client's record");
        }
        Decisions decisions = evidence.decisions();
        long told = 0;
        for (Attempt attempt : attempts) {
            if (attempt.decided() != null) {
                told++;
                String wrong = compare(attempt, decisions.of(attempt.clickId()));
                if (wrong != null) {
                    return new Broken(wrong);
                }
            }
        }
        return new Holds("%,d answers that told of a decision".formatted(told));
    }

    private static @Nullable String compare(Attempt attempt, Decisions.@Nullable Decision logged) {
        boolean same =
                logged != null
                        && logged.outcome().equals(attempt.decided())
                        && logged.chargedMicros() == attempt.decidedMicros()
                        && logged.campaignId().equals(attempt.campaignId())
                        && (attempt.position() == 0 || attempt.position() == logged.position());
        return same
                ? null
                : "click %s was answered as %s for %d micros at position %d, the log has %s"
                        .formatted(
                                attempt.clickId(),
                                attempt.decided(),
                                attempt.decidedMicros(),
                                attempt.position(),
                                logged == null ? "nothing" : logged);
    }
}
