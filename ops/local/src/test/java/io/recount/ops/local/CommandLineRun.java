package io.recount.ops.local;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What a command line of {@code ops/recount} comes to.
 *
 * @param status 0 done, 1 refused or failed, 2 not understood
 */
record CommandLineRun(int status, String out, String err) {
    /** Runs {@code worker run} against the stack of these settings. */
    static CommandLineRun of(Settings settings, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Recount.commandLine(
                                new CommandLine.IFactory() {
                                    @Override
                                    public <K> K create(Class<K> type) throws Exception {
                                        return type == RunJobCommand.class
                                                ? type.cast(new RunJobCommand(() -> settings))
                                                : CommandLine.defaultFactory().create(type);
                                    }
                                })
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(args);
        return new CommandLineRun(status, out.toString(), err.toString());
    }
}
