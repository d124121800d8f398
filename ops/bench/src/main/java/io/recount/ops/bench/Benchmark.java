package io.recount.ops.bench;

import java.io.PrintStream;
import java.util.List;

/** A question about speed, answered by contenders side by side. */
interface Benchmark {
    List<Outcome> run(Database database, Pace pace, PrintStream out) throws Exception;
}
