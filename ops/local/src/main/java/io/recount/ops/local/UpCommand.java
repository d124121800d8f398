package io.recount.ops.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything and stays in the foreground until Ctrl-C or {@code down}. */
@Command(
        name = "up",
        description = "Starts the whole platform; ready when a click has travelled the whole way.")
final class UpCommand implements Callable<Integer> {
    @Option(
            names = "--traffic",
            description = "Simulated traffic: ${COMPLETION-CANDIDATES} (default: calm).",
            converter = TrafficConverter.class,
            completionCandidates = TrafficConverter.class)
    private Stack.Traffic traffic = Stack.Traffic.CALM;

    @Option(names = "--no-build", description = "Runs what was built last.")
    @SuppressWarnings("unused") // The script acts on it; here for the help text.
    private boolean noBuild;

    @Override
    public Integer call() throws Exception {
        Console console = Console.ofThisTerminal();
        Settings settings = Settings.ofThisMachine();
        Supervisor supervisor = new Supervisor(settings, console);
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::close, "stop-all"));
        start(settings, supervisor, console, traffic);
        console.text(Welcome.text(settings));
        new CountDownLatch(1).await();
        return 0;
    }

    /** Returns when the probe click has arrived. */
    static void start(
            Settings settings, Supervisor supervisor, Console console, Stack.Traffic traffic)
            throws IOException {
        supervisor.takeOver();
        new Preflight(settings).refuseUnlessFine();
        Stack stack = new Stack(settings);
        refuseUnlessBuilt(stack);
        stack.checkElsewhere();
        List<Component> components = stack.components(traffic);
        supervisor.start(components);
        supervisor.awaitUp(
                components.stream()
                        .map(Component::name)
                        .filter(name -> !name.equals("traffic"))
                        .toList());
        console.line("probe", "sending a click the whole way");
        console.bottom("waiting for the probe click");
        long tookMs = new Probe(settings).travel();
        console.line("probe", "seen in the query API " + tookMs + " ms after the click");
        supervisor.ready();
    }

    private static void refuseUnlessBuilt(Stack stack) {
        for (Path artifact : stack.artifacts()) {
            if (!Files.exists(artifact)) {
                throw new Refusal("not built: " + artifact + " is missing; leave out --no-build");
            }
        }
    }
}
