package io.recount.ops.drill;

import io.recount.ops.local.Settings;
import java.nio.file.Path;

/** One stack for all tests of this JVM: its start takes longer than most drills. Ends with it. */
final class SharedStack {
    private static final long SEED = 7;

    private static DrillStack stack;

    private SharedStack() {}

    static synchronized DrillStack get() throws Exception {
        if (stack == null) {
            Path folder = Path.of("target", "drill").toAbsolutePath();
            stack = DrillStack.start(Settings.ofThisMachine().root(), folder, 2);
        }
        return stack;
    }

    /** Runs the drill in its short form. */
    static DrillRun.Result run(Drill drill) throws Exception {
        Progress progress = new Progress(System.out, false);
        DrillRun.Result result = new DrillRun(drill, get(), SEED, true, progress).run();
        result.facts().forEach(progress::step);
        return result;
    }
}
