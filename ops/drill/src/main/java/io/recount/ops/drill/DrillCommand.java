package io.recount.ops.drill;

import io.recount.audit.PublishedHead;
import io.recount.audit.PublishedHeads;
import io.recount.ops.drill.day.Platform;
import io.recount.ops.drill.day.SeededDay;
import io.recount.ops.drill.invariant.Evidence;
import io.recount.ops.drill.invariant.Invariants;
import io.recount.ops.drill.profile.Profile;
import io.recount.ops.drill.profile.Verdict;
import io.recount.ops.drill.stream.FlinkCluster;
import io.recount.ops.drill.stream.KillTaskManager;
import io.recount.ops.local.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ops/recount drill NAME}. */
@Command(
        name = "drill",
        description = {
            "Breaks a stack of its own under load and checks what must hold.",
            "'invariants' checks the stack that runs, and breaks nothing."
        },
        mixinStandardHelpOptions = true)
public final class DrillCommand implements Callable<Integer> {
    private static final String INVARIANTS = "invariants";

    static final List<Drill> DRILLS =
            List.of(
                    new KillCommandApi(),
                    new KillWorker(),
                    new RestartParts(),
                    new CutConnections(),
                    new StalledWriter(),
                    new RedisFaults(),
                    new TwoInstances(),
                    new Tamper());

    @Parameters(
            index = "0",
            description = "The drill, or 'invariants'. Without: a list of them.",
            arity = "0..1")
    private String name = "";

    @Option(names = "--seed", description = "The same seed chooses the same moments.")
    private long seed = 42;

    @Option(names = "--short", description = "Fewer rounds, as in a test run.")
    private boolean shortForm;

    @Option(names = "--write", description = "Writes the result into ops/docs/drills.md too.")
    private boolean write;

    @Option(
            names = "--minutes",
            description = "How long traffic is watched: calm-hour 60, attack 5 unless told.")
    private int minutes;

    @Option(
            names = "--running",
            description =
                    "calm-hour and attack: watches the stack that runs, from its first impression"
                            + " on, instead of one of its own.")
    private boolean running;

    public static void main(String[] args) {
        System.exit(new CommandLine(new DrillCommand()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.ofThisMachine();
        if (name.equals(INVARIANTS)) {
            return invariants(settings);
        }
        if (name.equals(KillTaskManager.NAME)) {
            return killTaskManager(settings);
        }
        for (Profile.Kind kind : Profile.Kind.values()) {
            if (kind.drill().equals(name)) {
                return profile(kind, settings);
            }
        }
        if (name.equals(SeededDay.NAME)) {
            return seededDay(settings);
        }
        for (Drill drill : DRILLS) {
            if (drill.name().equals(name)) {
                return drill(drill, settings);
            }
        }
        for (Drill drill : DRILLS) {
            System.out.printf("%-18s %s%n", drill.name(), drill.says());
        }
        System.out.printf("%-18s %s%n", KillTaskManager.NAME, KillTaskManager.SAYS);
        for (Profile.Kind kind : Profile.Kind.values()) {
            System.out.printf("%-18s %s%n", kind.drill(), kind.says());
        }
        System.out.printf("%-18s %s%n", SeededDay.NAME, SeededDay.SAYS);
        System.out.printf("%-18s %s%n", INVARIANTS, "checks the stack that runs");
        return name.isEmpty() ? 0 : CommandLine.ExitCode.USAGE;
    }

    private int killTaskManager(Settings settings) throws Exception {
        Progress progress = Progress.ofThisTerminal();
        Path folder = settings.data().resolve("drill-stream");
        List<KillTaskManager.Result> results =
                KillTaskManager.runAll(settings.root(), folder, shortForm, seed, progress::step);
        String table = KillTaskManager.page(results);
        System.out.println(table);
        results.forEach(result -> result.wrong().stream().limit(5).forEach(System.out::println));
        if (write) {
            String body =
                    "`%s`: %s.%n%n- %s%n%n%s"
                            .formatted(command(), KillTaskManager.SAYS, DrillRun.machine(), table);
            Report.write(page(settings), name, body);
        }
        return results.stream().allMatch(result -> result.wrong().isEmpty()) ? 0 : 1;
    }

    private int profile(Profile.Kind kind, Settings settings) throws Exception {
        Progress progress = Progress.ofThisTerminal();
        Duration length = minutes > 0 ? Duration.ofMinutes(minutes) : kind.usual();
        Path folder = settings.data().resolve("drill-" + kind.drill());
        Profile profile = new Profile(kind, length, progress::step, progress::now);
        Verdict verdict = running ? profile.watch(settings) : profile.run(settings.root(), folder);
        List<String> facts = new ArrayList<>(verdict.facts());
        facts.add(DrillRun.machine());
        List<String> wrong = verdict.wrong();
        facts.add(wrong.isEmpty() ? "nothing wrong" : wrong.size() + " wrong, of them these:");
        wrong.stream().limit(20).forEach(facts::add);
        facts.forEach(System.out::println);
        System.out.print(verdict.table());
        if (write) {
            Report.write(page(settings), name, profileBody(kind, facts, verdict.table()));
        }
        return wrong.isEmpty() ? 0 : 1;
    }

    private String profileBody(Profile.Kind kind, List<String> facts, String table) {
        return "`%s`: %s.%n%n- %s%n%s"
                .formatted(
                        profileCommand(),
                        kind.says(),
                        String.join("\n- ", facts),
                        table.isEmpty() ? "" : "\n" + table);
    }

    private String profileCommand() {
        return "ops/recount drill "
                + name
                + (minutes > 0 ? " --minutes " + minutes : "")
                + (running ? " --running" : "");
    }

    private int seededDay(Settings settings) throws Exception {
        Progress progress = Progress.ofThisTerminal();
        Path folder = settings.data().resolve("drill");
        progress.step("starting a stack of its own in " + folder);
        try (DrillStack stack = DrillStack.start(settings.root(), folder, 1);
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
            var plan = shortForm ? SeededDay.Plan.SHORT : SeededDay.Plan.LONG;
            SeededDay.Result day = new SeededDay(platform, plan, progress::step).run(seed);
            List<String> facts = new ArrayList<>(day.facts());
            facts.add(DrillRun.machine());
            DrillRun.awaitReadModel(stack);
            List<Invariants.Row> rows = new ArrayList<>(day.rows());
            rows.addAll(invariants(stack.jdbcUrl(), stack.publishedHeads()));
            facts.forEach(System.out::println);
            System.out.print(Report.text(rows));
            if (write) {
                String body = Report.body(SeededDay.SAYS, facts, rows, command());
                Report.write(page(settings), name, body);
            }
            return rows.stream().allMatch(Invariants.Row::holds) ? 0 : 1;
        }
    }

    private static List<Invariants.Row> invariants(String jdbcUrl, List<PublishedHead> heads)
            throws Exception {
        try (Connection database = Evidence.openAt(jdbcUrl)) {
            return Invariants.check(new Evidence(database, heads, null, null));
        }
    }

    private static int invariants(Settings settings) throws Exception {
        List<PublishedHead> heads = PublishedHeads.read(settings.data().resolve("heads"));
        List<Invariants.Row> rows = invariants(settings.postgresUrl(), heads);
        System.out.print(Report.text(rows));
        return rows.stream().allMatch(Invariants.Row::holds) ? 0 : 1;
    }

    private int drill(Drill drill, Settings settings) throws Exception {
        Progress progress = Progress.ofThisTerminal();
        Path folder = settings.data().resolve("drill");
        progress.step("starting a stack of its own in " + folder);
        try (DrillStack stack = DrillStack.start(settings.root(), folder, drill.instances())) {
            DrillRun.Result result = new DrillRun(drill, stack, seed, shortForm, progress).run();
            result.facts().forEach(System.out::println);
            System.out.print(Report.text(result.rows()));
            if (write) {
                Report.write(page(settings), result, command());
            }
            if (!result.holds()) {
                System.out.println(broken(result.rows()) + " broken; logs: " + folder);
            }
            return result.holds() ? 0 : 1;
        }
    }

    private static Path page(Settings settings) {
        return settings.root().resolve("ops/docs/drills.md");
    }

    private String command() {
        return "ops/recount drill " + name + " --seed " + seed + (shortForm ? " --short" : "");
    }

    private static String broken(List<Invariants.Row> rows) {
        return rows.stream()
                .filter(row -> !row.holds())
                .map(Invariants.Row::id)
                .collect(Collectors.joining(", "));
    }
}
