package io.recount.ops.bench;

import io.recount.ops.bench.Rounds.Series;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Charges through the gateway against SQL written by hand and against nothing but the inserts: what
 * a decision, an event log and a ledger cost.
 */
final class Charges implements Benchmark {
    private static final int MANY = 1_000;

    @Override
    public List<Outcome> run(Database database, Pace pace, PrintStream out) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.addAll(at(database, 1, 4.5, pace, out));
        outcomes.addAll(at(database, MANY, 0.85, pace, out));
        return outcomes;
    }

    private static List<Outcome> at(
            Database database, int advertisers, double target, Pace pace, PrintStream out)
            throws Exception {
        String setting =
                advertisers == 1
                        ? "one hot advertiser"
                        : String.format(Locale.ROOT, "%,d advertisers", advertisers);
        String ours = database.url("charges" + advertisers);
        String theirs = database.url("sql" + advertisers);
        try (CommandSide gateway = new CommandSide("gateway", ours, advertisers);
                Contender sql = new HandWrittenSql(theirs, pace.clients(), advertisers)) {
            Map<Contender, Series> series =
                    Rounds.run(database, List.of(gateway, sql), advertisers, pace, out);
            Series charged = Objects.requireNonNull(series.get(gateway));
            Series reference = Objects.requireNonNull(series.get(sql));
            int batch = gateway.batchSize();
            List<Double> bare = BareInserts.run(ours, batch, pace, out);
            String bareName = "bare inserts, " + batch + " a commit";
            return List.of(
                    outcome(setting, gateway.name(), charged, sql.name(), target),
                    outcome(setting, sql.name(), reference, null, 0),
                    new Outcome(setting, gateway.name(), charged.perSecond(), null, bareName, 0.4),
                    new Outcome(setting, bareName, bare, null, null, 0));
        }
    }

    static Outcome outcome(
            String setting, String name, Series series, @Nullable String reference, double target) {
        return new Outcome(
                setting, name, series.perSecond(), series.latencyUs(), reference, target);
    }
}
