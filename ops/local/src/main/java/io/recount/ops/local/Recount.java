package io.recount.ops.local;

import io.recount.ops.parts.PartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code ops/recount}; each subcommand is a class of its own. */
@Command(
        name = "recount",
        description = "Runs the whole platform on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        version = "recount 0.1.0",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            ResetCommand.class,
            DoctorCommand.class,
            DemoCommand.class,
            ReplayCommand.class,
            WorkerCommand.class,
            TestCommand.class,
            DrillCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Recount {
    private Recount() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return commandLine(CommandLine.defaultFactory()).execute(args);
    }

    /** With the subcommands that this factory makes. */
    static CommandLine commandLine(CommandLine.IFactory factory) {
        return new CommandLine(new Recount(), factory)
                .setExecutionExceptionHandler(Recount::say)
                .setUsageHelpAutoWidth(true);
    }

    private static int say(
            Exception e, CommandLine commandLine, CommandLine.ParseResult parseResult) {
        boolean expected = e instanceof Refusal || e instanceof PartException;
        if (expected) {
            commandLine.getErr().println("recount: " + e.getMessage());
        } else {
            e.printStackTrace(commandLine.getErr());
        }
        commandLine.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
