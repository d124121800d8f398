package io.recount.ops.local;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Deletes what the stack has kept. */
@Command(name = "reset", description = "Deletes all data of the local stack.")
final class ResetCommand implements Callable<Integer> {
    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.ofThisMachine();
        if (!Files.isDirectory(settings.data())) {
            System.out.println("Nothing to delete.");
            return 0;
        }
        refuseWhileRunning(settings);
        if (!yes && !confirmed(settings)) {
            throw new Refusal("nothing deleted");
        }
        // Only what the stack itself makes: RECOUNT_DATA may name a folder with other things.
        for (String name :
                List.of(
                        "postgres",
                        "postgres.pid",
                        "redis",
                        "redis.pid",
                        "kafka",
                        "kafka.pid",
                        "flink",
                        "heads",
                        "logs",
                        "run",
                        "probe.json",
                        "traffic.json",
                        "state.json",
                        "lock")) {
            Folders.delete(settings.data().resolve(name));
        }
        System.out.println("Deleted the data in " + settings.data());
        return 0;
    }

    private static void refuseWhileRunning(Settings settings) {
        StackState.read(settings.data())
                .filter(
                        state ->
                                state.supervisorRuns()
                                        || state.components().stream().anyMatch(ResetCommand::runs))
                .ifPresent(
                        state -> {
                            throw new Refusal("it is running: ops/recount down first");
                        });
    }

    private static boolean runs(StackState.Entry entry) {
        return entry.process() != null && entry.process().find().isPresent();
    }

    private static boolean confirmed(Settings settings) {
        if (!Boolean.getBoolean("recount.terminal")) {
            throw new Refusal("this deletes " + settings.data() + ": say --yes");
        }
        System.out.printf("Delete all data in %s? [y/N] ", settings.data());
        Scanner input = new Scanner(System.in, Charset.defaultCharset());
        return input.hasNextLine() && input.nextLine().trim().equalsIgnoreCase("y");
    }
}
