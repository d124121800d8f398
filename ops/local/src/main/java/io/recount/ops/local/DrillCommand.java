package io.recount.ops.local;

import picocli.CommandLine.Command;

/** Named here for the help text; the script runs it, since it has a class path of its own. */
@Command(
        name = "drill",
        description = "Breaks a stack of its own under load and checks what must hold.")
final class DrillCommand implements Runnable {
    @Override
    public void run() {
        throw new Refusal("'drill' is run by the script: ops/recount drill");
    }
}
