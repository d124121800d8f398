package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Invariants;
import java.time.Duration;
import java.util.List;

/** One fault, done to a stack under load. */
interface Drill {
    /** As on the command line. */
    String name();

    /** What is done, in half a sentence. */
    String says();

    /** Of command-api, on one log. */
    default int instances() {
        return 1;
    }

    /** How long a client rests between its searches; without it, clients take the whole machine. */
    default Duration rest() {
        return Duration.ZERO;
    }

    /**
     * Does it, while the clients of the drill go on.
     *
     * @return what was done and seen, for the report
     */
    List<String> run(Scene scene) throws Exception;

    /** What else must hold and was checked by the drill itself, after it has run. */
    default List<Invariants.Row> found() {
        return List.of();
    }

    /** What is left to do when the load has ended and all was checked; as {@link #run}. */
    default List<String> afterwards(Scene scene) throws Exception {
        return List.of();
    }
}
