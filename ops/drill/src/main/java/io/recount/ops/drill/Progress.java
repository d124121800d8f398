package io.recount.ops.drill;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One line that says how far a drill is; on a terminal it replaces itself. */
final class Progress {
    private static final long LINE_EVERY_NS = TimeUnit.SECONDS.toNanos(5);

    private final PrintStream out;
    private final boolean terminal;
    private final long beganNs = System.nanoTime();
    private long lastNs;
    private boolean open;

    Progress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Progress ofThisTerminal() {
        return new Progress(System.out, Boolean.getBoolean("recount.terminal"));
    }

    /** Something has begun or is done: always shown, and stays. */
    synchronized void step(String text) {
        clear();
        out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - beganNs) / 1e9, text);
        out.flush();
    }

    /** How things are: on a terminal each time, elsewhere now and then. */
    synchronized void now(String text) {
        if (terminal) {
            clear();
            out.print(text);
            out.flush();
            open = true;
        } else if (System.nanoTime() - lastNs > LINE_EVERY_NS) {
            lastNs = System.nanoTime();
            step(text);
        }
    }

    private void clear() {
        if (open) {
            out.print("\r\033[K");
            open = false;
        }
    }
}
