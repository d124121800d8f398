package io.recount.ops.drill;

import io.recount.ops.local.Settings;
import java.io.IOException;
import java.nio.file.Path;

/** Something that {@code ops/recount drill} can do. */
interface Exercise {
    /** As on the command line. */
    String name();

    /** What is done, in half a sentence. */
    String says();

    /**
     * Does it, and says what came of it.
     *
     * @return whether all holds
     */
    boolean run(Options options, Progress progress) throws Exception;

    /**
     * As told on the command line.
     *
     * @param shortForm fewer rounds
     * @param write into the page of all drills too
     * @param minutes how long traffic is watched; 0 unless told
     * @param running the stack that runs is watched, not one of its own
     */
    record Options(
            Settings settings,
            long seed,
            boolean shortForm,
            boolean write,
            int minutes,
            boolean running) {
        /** For a stack of its own. */
        Path folder(String name) {
            return settings.data().resolve(name);
        }

        /** What makes the same again. */
        String command(Exercise exercise) {
            return "ops/recount drill "
                    + exercise.name()
                    + " --seed "
                    + seed
                    + (shortForm ? " --short" : "");
        }

        void write(Exercise exercise, String body) throws IOException {
            if (write) {
                Path page = settings.root().resolve("ops/docs/drills.md");
                Report.write(page, exercise.name(), body);
            }
        }
    }
}
