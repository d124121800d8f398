package io.recount.ops.local;

import picocli.CommandLine.Command;

/** Named here for the help text; the script runs it, since it needs no previous build. */
@Command(name = "test", description = "Builds and checks the whole project, installing Chromium.")
final class TestCommand implements Runnable {
    @Override
    public void run() {
        throw new Refusal("'test' is run by the script: ops/recount test");
    }
}
