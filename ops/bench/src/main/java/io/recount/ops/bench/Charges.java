package io.recount.ops.bench;

import io.recount.ops.bench.Outcome.Question;
import io.recount.ops.bench.Rounds.Series;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Charges through the gateway against SQL written by hand and against nothing but the inserts: what
 * a decision, an event log and a ledger cost.
 */
final class Charges implements Benchmark {
    private static final int MANY = 1_000;

    /** On a calm machine of two cores; a reference far below it says more than the ratio. */
    private static final double USUAL_HOT = 2_950;

    private static final double USUAL_MANY = 10_600;
    private static final double VOID_BELOW = 0.7;

    @Override
    public Results run(Database database, Pace pace, PrintStream out) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.addAll(at(database, 1, 4.5, pace, out));
        outcomes.addAll(at(database, MANY, 0.85, pace, out));
        List<String> notes = new ArrayList<>();
        notes.add("Asked for besides: p99 of the gateway ≤ 10 ms.");
        voided(outcomes.get(1), USUAL_HOT, notes);
        voided(outcomes.get(5), USUAL_MANY, notes);
        return new Results(outcomes, notes);
    }

    private static void voided(Outcome reference, double usual, List<String> notes) {
        if (reference.median() < VOID_BELOW * usual) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "Void, %s: the reference did %,.0f/s, usually it does %,.0f/s.",
                            reference.question().setting(),
                            reference.median(),
                            usual));
        }
    }

    private static List<Outcome> at(
            Database database, int advertisers, double target, Pace pace, PrintStream out)
            throws Exception {
        String setting =
                advertisers == 1
                        ? "one hot advertiser"
                        : String.format(Locale.ROOT, "%,d advertisers", advertisers);
        out.println(setting);
        String ours = database.url("charges" + advertisers);
        String theirs = database.url("sql" + advertisers);
        try (CommandSide gateway = new CommandSide("gateway", ours, advertisers);
                Contender sql = new HandWrittenSql(theirs, pace.clients(), advertisers)) {
            Map<Contender, Series> series =
                    Rounds.run(database, List.of(gateway, sql), advertisers, pace, out);
            Outcome charged =
                    Objects.requireNonNull(series.get(gateway))
                            .outcome(new Question(setting, gateway.name(), sql.name(), target));
            Outcome reference =
                    Objects.requireNonNull(series.get(sql))
                            .outcome(Question.reference(setting, sql.name()));
            int batch = gateway.batchSize();
            String bare = "bare inserts, " + batch + " a commit";
            return List.of(
                    charged,
                    reference,
                    charged.as(new Question(setting, gateway.name(), bare, 0.4)),
                    new Outcome(
                            Question.reference(setting, bare),
                            BareInserts.run(ours, batch, pace, out),
                            null,
                            0));
        }
    }
}
