package io.recount.ops.bench;

import io.recount.ops.bench.Outcome.Question;
import io.recount.ops.bench.Rounds.Series;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What positions without holes and a hash chain cost: the gateway on this log against the same
 * gateway on Axon's own JDBC engine, which numbers by a sequence, takes no lock and hashes nothing.
 */
final class Chain implements Benchmark {
    private static final int MANY = 1_000;

    @Override
    public Results run(Database database, Pace pace, PrintStream out) throws Exception {
        String stock = database.url("stock");
        StockLog.create(stock);
        try (CommandSide on = new CommandSide("chained log", database.url("chained"), MANY);
                CommandSide off =
                        new CommandSide("Axon's own engine", stock, MANY, StockLog.class)) {
            Map<Contender, Series> series = Rounds.run(database, List.of(on, off), MANY, pace, out);
            String setting = "chain and places without holes, on and off";
            return new Results(
                    List.of(
                            Objects.requireNonNull(series.get(on))
                                    .outcome(new Question(setting, on.name(), off.name(), 0.9)),
                            Objects.requireNonNull(series.get(off))
                                    .outcome(Question.reference(setting, off.name()))),
                    List.of());
        }
    }
}
