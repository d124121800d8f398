package io.recount.ops.drill;

import java.util.List;
import java.util.Locale;

/** Clicks on the same advertisers, and some of the same clicks, come to both at once. */
final class TwoInstances implements Drill {
    private static final long RUN_MS = 30_000;
    private static final long SHORT_RUN_MS = 3_000;

    @Override
    public String name() {
        return "two-instances";
    }

    @Override
    public String says() {
        return "two instances of command-api on one log, each click to any of them or to both";
    }

    @Override
    public int instances() {
        return 2;
    }

    @Override
    public List<String> run(Scene scene) throws Exception {
        long runMs = scene.shortForm() ? SHORT_RUN_MS : RUN_MS;
        long before = scene.load().answers();
        scene.letRun(runMs);
        long answers = scene.load().answers() - before;
        return List.of(String.format(Locale.ROOT, "%.0f clicks/s answered", answers * 1e3 / runMs));
    }
}
