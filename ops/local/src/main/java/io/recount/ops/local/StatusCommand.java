package io.recount.ops.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One line a component; the exit status says whether all are up. */
@Command(name = "status", description = "Shows what runs, how fast, and how far behind.")
final class StatusCommand implements Callable<Integer> {
    private static final String ROW = "%-12s %-11s %8s %6s %12s %10s %9s%n";

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    /**
     * @param perSecond what it handles, null where that is not measured
     * @param lag how many records or events it is behind, null where there is nothing to be behind
     */
    record Line(
            String component,
            String state,
            @Nullable Long pid,
            @Nullable Integer port,
            @Nullable Double perSecond,
            @Nullable Long lag,
            int restarts) {}

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = Settings.ofThisMachine();
        Optional<StackState> state = StackState.read(settings.data());
        boolean runs = state.map(StackState::supervisorRuns).orElse(false);
        List<Line> lines = state.map(known -> lines(settings, known)).orElse(List.of());
        boolean allUp =
                runs
                        && !lines.isEmpty()
                        && lines.stream().allMatch(line -> line.state().equals("UP"));
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("running", runs);
            document.put("ready", runs && state.map(StackState::ready).orElse(false));
            document.put("components", lines);
            System.out.println(
                    Api.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        } else if (lines.isEmpty()) {
            System.out.println("Nothing runs: ops/recount up");
        } else {
            print(lines, runs);
        }
        return allUp ? 0 : 1;
    }

    private static List<Line> lines(Settings settings, StackState state) {
        Measures measures = Measures.take(settings);
        List<Line> lines = new ArrayList<>();
        for (StackState.Entry entry : state.components()) {
            boolean alive = entry.process() != null && entry.process().find().isPresent();
            lines.add(
                    new Line(
                            entry.name(),
                            stateOf(entry, alive, measures),
                            alive && entry.process() != null ? entry.process().pid() : null,
                            entry.port() > 0 ? entry.port() : null,
                            measures.perSecond(entry.name()),
                            measures.lag(entry.name()),
                            entry.restarts()));
        }
        return lines;
    }

    private static String stateOf(StackState.Entry entry, boolean alive, Measures measures) {
        if (!alive) {
            return entry.state().equals("UP") ? "DOWN" : entry.state();
        }
        return entry.state().equals("UP") && measures.isUnhealthy(entry.name())
                ? "UNHEALTHY"
                : entry.state();
    }

    private static void print(List<Line> lines, boolean runs) {
        System.out.printf(
                ROW, "COMPONENT", "STATE", "PID", "PORT", "PER SECOND", "LAG", "RESTARTS");
        for (Line line : lines) {
            Double perSecond = line.perSecond();
            System.out.printf(
                    ROW,
                    line.component(),
                    line.state(),
                    text(line.pid()),
                    text(line.port()),
                    perSecond == null ? "-" : String.format(Locale.ROOT, "%.1f", perSecond),
                    text(line.lag()),
                    line.restarts());
        }
        if (!runs) {
            System.out.println("The supervisor does not run: ops/recount up, or ops/recount down");
        }
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
