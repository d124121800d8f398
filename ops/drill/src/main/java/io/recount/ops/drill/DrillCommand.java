package io.recount.ops.drill;

import io.recount.ops.drill.profile.Profile;
import io.recount.ops.local.Settings;
import java.util.List;
import java.util.concurrent.Callable;
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
    private static final List<Exercise> EXERCISES =
            List.of(
                    new FaultUnderLoad(new KillCommandApi()),
                    new FaultUnderLoad(new KillWorker()),
                    new FaultUnderLoad(new RestartParts()),
                    new FaultUnderLoad(new CutConnections()),
                    new FaultUnderLoad(new StalledWriter()),
                    new FaultUnderLoad(new RedisFaults()),
                    new FaultUnderLoad(new TwoInstances()),
                    new FaultUnderLoad(new Tamper()),
                    new StreamKilled(),
                    new WholeDay(),
                    new TrafficProfile(Profile.Kind.CALM),
                    new TrafficProfile(Profile.Kind.ATTACK),
                    new RunningStack());

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
        for (Exercise exercise : EXERCISES) {
            if (exercise.name().equals(name)) {
                var options =
                        new Exercise.Options(
                                Settings.ofThisMachine(), seed, shortForm, write, minutes, running);
                return exercise.run(options, Progress.ofThisTerminal()) ? 0 : 1;
            }
        }
        for (Exercise exercise : EXERCISES) {
            System.out.printf("%-18s %s%n", exercise.name(), exercise.says());
        }
        return name.isEmpty() ? 0 : CommandLine.ExitCode.USAGE;
    }
}
