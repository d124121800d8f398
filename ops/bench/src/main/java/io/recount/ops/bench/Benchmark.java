package io.recount.ops.bench;

import java.io.PrintStream;
import java.util.List;

/** A question about speed, answered by contenders side by side. */
interface Benchmark {
    /** How it is run, where the usual way is. */
    default Pace pace(Pace usual) {
        return usual;
    }

    Results run(Database database, Pace pace, PrintStream out) throws Exception;

    /**
     * What came out.
     *
     * @param notes sentences for the report beside its table
     */
    record Results(List<Outcome> outcomes, List<String> notes) {}
}
