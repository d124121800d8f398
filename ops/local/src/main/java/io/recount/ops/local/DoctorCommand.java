package io.recount.ops.local;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says what this machine lacks. */
@Command(
        name = "doctor",
        description = "Checks this machine, and says how to mend what is missing.")
final class DoctorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        Settings settings = Settings.ofThisMachine();
        boolean runs =
                StackState.read(settings.data()).map(StackState::supervisorRuns).orElse(false);
        boolean fine = true;
        for (Preflight.Finding finding : new Preflight(settings).findings()) {
            // Our own ports are taken while the stack runs, as they should be.
            boolean ours = runs && finding.what().startsWith("port ");
            boolean good = finding.fine() || ours;
            String is = ours ? "taken, the stack runs" : finding.is();
            String mend = good ? "" : "  → " + finding.mend();
            System.out.printf(
                    "%-4s  %-10s  %s%s%n", good ? "ok" : "FAIL", finding.what(), is, mend);
            fine &= good || !finding.needed();
        }
        return fine ? 0 : 1;
    }
}
