package io.recount.ops.drill;

import io.recount.audit.PublishedHead;
import io.recount.audit.PublishedHeads;
import io.recount.ops.drill.invariant.Evidence;
import io.recount.ops.drill.invariant.Invariants;
import java.sql.Connection;
import java.util.List;

/** The invariants of the stack that runs; breaks nothing. */
final class RunningStack implements Exercise {
    @Override
    public String name() {
        return "invariants";
    }

    @Override
    public String says() {
        return "checks the stack that runs";
    }

    @Override
    public boolean run(Options options, Progress progress) throws Exception {
        List<PublishedHead> heads = PublishedHeads.read(options.folder("heads"));
        try (Connection database = Evidence.openAt(options.settings().postgresUrl())) {
            List<Invariants.Row> rows = Invariants.check(new Evidence(database, heads, null, null));
            System.out.print(Report.text(rows));
            return rows.stream().allMatch(Invariants.Row::holds);
        }
    }
}
