package io.recount.ops.drill;

import io.recount.ops.drill.profile.Profile;
import io.recount.ops.drill.profile.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The simulator's traffic on the whole stack, and what the stream made of it. */
record TrafficProfile(Profile.Kind kind) implements Exercise {
    private static final int SHOWN_MAX = 20;

    @Override
    public String name() {
        return kind.drill();
    }

    @Override
    public String says() {
        return kind.says();
    }

    @Override
    public boolean run(Options options, Progress progress) throws Exception {
        Duration length =
                options.minutes() > 0 ? Duration.ofMinutes(options.minutes()) : kind.usual();
        Profile profile = new Profile(kind, length, progress::step, progress::now);
        Verdict verdict =
                options.running()
                        ? profile.watch(options.settings())
                        : profile.run(options.settings().root(), options.folder("drill-" + name()));
        List<String> facts = new ArrayList<>(verdict.facts());
        facts.add(DrillRun.machine());
        List<String> wrong = verdict.wrong();
        facts.add(wrong.isEmpty() ? "nothing wrong" : wrong.size() + " wrong, of them these:");
        wrong.stream().limit(SHOWN_MAX).forEach(facts::add);
        facts.forEach(System.out::println);
        System.out.print(verdict.table());
        options.write(this, body(options, facts, verdict.table()));
        return wrong.isEmpty();
    }

    private String body(Options options, List<String> facts, String table) {
        return "`ops/recount drill %s%s%s`: %s.%n%n- %s%n%s"
                .formatted(
                        name(),
                        options.minutes() > 0 ? " --minutes " + options.minutes() : "",
                        options.running() ? " --running" : "",
                        says(),
                        String.join("\n- ", facts),
                        table.isEmpty() ? "" : "\n" + table);
    }
}
