package io.recount.ops.drill.invariant;

import io.recount.ops.drill.invariant.Finding.Broken;
import io.recount.ops.drill.invariant.Finding.Holds;
import io.recount.ops.drill.invariant.Finding.NotCompared;
import io.recount.ops.drill.load.Attempt;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All answers to one click tell the same story: one click id, at most one answer that decided it,
 * and no decision behind nothing but refusals. Whoever got no answer and asked again got the one
 * true answer.
 */
final class HonestAnswers implements Invariant {
    @Override
    public String id() {
        return "I7";
    }

    @Override
    public String says() {
        return "honest answer: no answer means 0 or 1 charges, asking again tells which";
    }

    @Override
    public Finding check(Evidence evidence) throws SQLException {
        List<Attempt> attempts = evidence.attempts();
        if (attempts == null) {
            return new NotCompared("no client's record");
        }
        Map<Long, List<Attempt>> byClick =
                attempts.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Attempt::click, TreeMap::new, Collectors.toList()));
        Decisions decisions = evidence.decisions();
        long askedAgain = 0;
        for (Map.Entry<Long, List<Attempt>> click : byClick.entrySet()) {
            String wrong = wrong(click.getValue(), decisions);
            if (wrong != null) {
                return new Broken("click no. " + click.getKey() + " of the clients: " + wrong);
            }
            if (click.getValue().stream().anyMatch(one -> !one.isAnswered())) {
                askedAgain++;
            }
        }
        return new Holds(
                "%,d attempts at %,d clicks, %,d of them once without an answer"
                        .formatted(attempts.size(), byClick.size(), askedAgain));
    }

    private static @Nullable String wrong(List<Attempt> attempts, Decisions decisions) {
        List<Attempt> answered = attempts.stream().filter(Attempt::isAnswered).toList();
        if (answered.isEmpty()) {
            return "nobody ever answered it";
        }
        if (distinct(answered.stream().map(Attempt::clickId).toList()) > 1) {
            return "answered under several click ids";
        }
        if (answered.stream().filter(Attempt::isDecision).count() > 1) {
            return answered.get(0).clickId() + " was decided in several answers";
        }
        String unfounded = unfounded(attempts, answered);
        return unfounded == null ? against(answered, decisions) : unfounded;
    }

    /** A repeat that was answered as one, although no attempt before it can have been decided. */
    private static @Nullable String unfounded(List<Attempt> attempts, List<Attempt> answered) {
        for (Attempt answer : answered) {
            boolean mayRepeat =
                    attempts.stream()
                            .anyMatch(
                                    other ->
                                            !other.equals(answer)
                                                    && !other.isRefused()
                                                    && other.sentNs() < answer.endedNs());
            if (answer.isDuplicate() && !mayRepeat) {
                return answer.clickId() + " is DUPLICATE of attempts that were all refused";
            }
        }
        return null;
    }

    /** The newest answer and the log: it tells the decision, or there is none. */
    private static @Nullable String against(List<Attempt> answered, Decisions decisions) {
        Attempt last = answered.get(answered.size() - 1);
        Decisions.Decision logged = decisions.of(last.clickId());
        String outcome = logged == null ? null : logged.outcome();
        return Objects.equals(outcome, last.decided())
                ? null
                : "%s was last answered as %s, decided %s; the log has %s"
                        .formatted(last.clickId(), last.outcome(), last.decided(), outcome);
    }

    private static long distinct(List<?> values) {
        return values.stream().distinct().count();
    }
}
