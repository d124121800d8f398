package io.recount.ops.local;

import picocli.CommandLine.Command;

/** What can be asked of the worker. */
@Command(
        name = "worker",
        description = "Runs the worker's jobs by hand.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        subcommands = RunJobCommand.class)
final class WorkerCommand {}
