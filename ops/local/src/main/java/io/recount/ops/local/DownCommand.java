package io.recount.ops.local;

import io.recount.ops.parts.ProcessIdentity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops everything, also what a supervisor that was killed has left behind. */
@Command(name = "down", description = "Stops everything; the data stays.")
final class DownCommand implements Callable<Integer> {
    private static final long LIMIT_MS = 90_000;

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.ofThisMachine();
        Console console = Console.ofThisTerminal();
        Optional<StackState> read = StackState.read(settings.data());
        if (read.isEmpty()) {
            console.text("Nothing runs.");
            return 0;
        }
        StackState state = read.get();
        ProcessIdentity supervisor = state.supervisor();
        if (supervisor != null && supervisor.find().isPresent()) {
            console.line("recount", "stopping everything");
            supervisor.stop("TERM", LIMIT_MS);
            // It writes an empty state when it has stopped all; what is still named was left.
            StackState.read(settings.data())
                    .ifPresent(left -> Supervisor.stopLeftovers(left, console));
        } else {
            Supervisor.stopLeftovers(state, console);
        }
        new StackState(null, false, List.of()).write(settings.data());
        console.line("recount", "nothing runs any more");
        return 0;
    }
}
