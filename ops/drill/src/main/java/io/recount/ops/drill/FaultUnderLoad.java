package io.recount.ops.drill;

import io.recount.ops.drill.invariant.Invariants;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** A {@link Drill} on a stack of its own. */
record FaultUnderLoad(Drill drill) implements Exercise {
    @Override
    public String name() {
        return drill.name();
    }

    @Override
    public String says() {
        return drill.says();
    }

    @Override
    public boolean run(Options options, Progress progress) throws Exception {
        Path folder = options.folder("drill");
        progress.step("starting a stack of its own in " + folder);
        try (DrillStack stack =
                DrillStack.start(options.settings().root(), folder, drill.instances())) {
            DrillRun.Result result =
                    new DrillRun(drill, stack, options.seed(), options.shortForm(), progress).run();
            result.facts().forEach(System.out::println);
            System.out.print(Report.text(result.rows()));
            options.write(
                    this,
                    Report.body(says(), result.facts(), result.rows(), options.command(this)));
            if (!result.holds()) {
                System.out.println(broken(result) + " broken; logs: " + folder);
            }
            return result.holds();
        }
    }

    private static String broken(DrillRun.Result result) {
        return result.rows().stream()
                .filter(row -> !row.holds())
                .map(Invariants.Row::id)
                .collect(Collectors.joining(", "));
    }
}
