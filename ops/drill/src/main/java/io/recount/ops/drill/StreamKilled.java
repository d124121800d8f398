package io.recount.ops.drill;

import io.recount.ops.drill.stream.KillTaskManager;
import java.util.List;

/** {@link KillTaskManager} on a cluster of its own. */
final class StreamKilled implements Exercise {
    private static final int SHOWN_MAX = 5;

    @Override
    public String name() {
        return KillTaskManager.NAME;
    }

    @Override
    public String says() {
        return KillTaskManager.SAYS;
    }

    @Override
    public boolean run(Options options, Progress progress) throws Exception {
        List<KillTaskManager.Result> results =
                KillTaskManager.runAll(
                        options.settings().root(),
                        options.folder("drill-stream"),
                        options.shortForm(),
                        options.seed(),
                        progress::step);
        String table = KillTaskManager.page(results);
        System.out.println(table);
        for (KillTaskManager.Result result : results) {
            result.wrong().stream().limit(SHOWN_MAX).forEach(System.out::println);
        }
        options.write(
                this,
                "`%s`: %s.%n%n- %s%n%n%s"
                        .formatted(options.command(this), says(), DrillRun.machine(), table));
        return results.stream().allMatch(result -> result.wrong().isEmpty());
    }
}
