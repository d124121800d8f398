package io.recount.ops.local;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Progress for a person: a line for each change of a component, and on a terminal one more line at
 * the bottom that says what is waited for.
 */
final class Console {
    private final PrintStream out;
    private final boolean terminal;
    private final long beganNs = System.nanoTime();
    private String bottom = "";

    Console(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    static Console ofThisTerminal() {
        // Java tells of a terminal only when both ends are one; the script has looked at the
        // output.
        return new Console(System.out, Boolean.getBoolean("recount.terminal"));
    }

    synchronized void line(String name, String text) {
        clear();
        double seconds = (System.nanoTime() - beganNs) / 1e9;
        out.printf(Locale.ROOT, "%6.1f s  %-12s %s%n", seconds, name, text);
        out.flush();
    }

    synchronized void text(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    void changed(Supervised one) {
        String name = one.component().name();
        switch (one.state()) {
            case WAITING -> {}
            case STARTING -> line(name, "starting");
            case UP ->
                    line(
                            name,
                            String.format(
                                    Locale.ROOT,
                                    "up after %.1f s%s",
                                    one.tookMs() / 1e3,
                                    one.component().port() > 0
                                            ? ", port " + one.component().port()
                                            : ""));
            case RESTARTING -> line(name, one.trouble() + ", starting it again");
            case STOPPED -> line(name, "stopped");
        }
    }

    synchronized void waiting(List<Supervised> all) {
        String names =
                all.stream()
                        .filter(one -> one.state() != Supervised.State.UP)
                        .map(one -> one.component().name())
                        .collect(Collectors.joining(", "));
        bottom(names.isEmpty() ? "" : "waiting for " + names);
    }

    synchronized void bottom(String text) {
        if (!terminal || text.equals(bottom)) {
            return;
        }
        clear();
        out.print(text);
        out.flush();
        bottom = text;
    }

    private void clear() {
        if (!bottom.isEmpty()) {
            out.print("\r\033[K");
            bottom = "";
        }
    }
}
