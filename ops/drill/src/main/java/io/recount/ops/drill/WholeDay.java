package io.recount.ops.drill;

import io.recount.ops.drill.day.Platform;
import io.recount.ops.drill.day.SeededDay;
import io.recount.ops.drill.invariant.Evidence;
import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.stream.FlinkCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** A {@link SeededDay} on all processes, and the invariants after it. */
final class WholeDay implements Exercise {
    @Override
    public String name() {
        return SeededDay.NAME;
    }

    @Override
    public String says() {
        return SeededDay.SAYS;
    }

    @Override
    public boolean run(Options options, Progress progress) throws Exception {
        Path folder = options.folder("drill");
        progress.step("starting a stack of its own in " + folder);
        try (DrillStack stack = DrillStack.start(options.settings().root(), folder, 1);
                FlinkCluster flink = stack.flink()) {
            Service worker = stack.startWorker();
            Service queryApi = stack.startQueryApi();
            flink.start();
            var platform =
                    new Platform(
                            stack.instances().get(0).api().url(),
                            queryApi.api().url(),
                            worker.api().url(),
                            stack.jdbcUrl());
            var plan = options.shortForm() ? SeededDay.Plan.SHORT : SeededDay.Plan.LONG;
            SeededDay.Result day =
                    new SeededDay(platform, plan, progress::step).run(options.seed());
            DrillRun.awaitReadModel(stack);
            List<Invariants.Row> rows = new ArrayList<>(day.rows());
            try (Connection database = Evidence.openAt(stack.jdbcUrl())) {
                rows.addAll(
                        Invariants.check(
                                new Evidence(database, stack.publishedHeads(), null, null)));
            }
            List<String> facts = new ArrayList<>(day.facts());
            facts.add(DrillRun.machine());
            facts.forEach(System.out::println);
            System.out.print(Report.text(rows));
            options.write(this, Report.body(says(), facts, rows, options.command(this)));
            return rows.stream().allMatch(Invariants.Row::holds);
        }
    }
}
