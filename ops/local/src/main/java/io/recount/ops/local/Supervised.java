package io.recount.ops.local;

import io.recount.ops.parts.Ports;
import io.recount.ops.parts.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One component's life, on a thread of its own: wait for what it needs, start, wait until it is
 * ready, watch, and start again after a pause when it has ended. The pause doubles from 0.5 s to 30
 * s and begins anew after a minute without an end.
 */
final class Supervised implements Runnable {
    enum State {
        WAITING,
        STARTING,
        UP,
        RESTARTING,
        STOPPED
    }

    private static final long FIRST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 30_000;
    private static final long STABLE_MS = 60_000;
    private static final long POLL_MS = 150;
    private static final long STOP_PATIENCE_MS = 20_000;

    private final Component component;
    private final Path log;
    private final Consumer<Supervised> changed;
    private final Others others;

    private volatile State state = State.WAITING;
    private volatile boolean stopping;
    private volatile @Nullable Process process;
    private final AtomicInteger restarts = new AtomicInteger();
    private volatile long startedAtMs;
    private volatile @Nullable String trouble;

    /** Which of the other components are up. */
    interface Others {
        boolean areUp(List<String> names);
    }

    Supervised(Component component, Path log, Consumer<Supervised> changed, Others others) {
        this.component = component;
        this.log = log;
        this.changed = changed;
        this.others = others;
    }

    @Override
    public void run() {
        long pauseMs = FIRST_PAUSE_MS;
        while (!stopping) {
            long beganMs = now();
            try {
                live();
            } catch (RuntimeException | IOException e) {
                trouble = e.getMessage();
                endProcess("KILL");
            }
            if (stopping) {
                return;
            }
            restarts.incrementAndGet();
            enter(State.RESTARTING);
            pauseMs = now() - beganMs > STABLE_MS ? FIRST_PAUSE_MS : pauseMs;
            pause(pauseMs);
            pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2);
        }
    }

    /** From waiting to the end of the process, whichever way that comes. */
    private void live() throws IOException {
        enterUnlessRestarting();
        await(() -> others.areUp(component.after()));
        if (stopping) {
            return;
        }
        component.prepare().run();
        if (stopping) {
            return;
        }
        if (component.port() > 0 && !Ports.isFree(component.port())) {
            throw new IOException("port " + component.port() + " is in use");
        }
        startedAtMs = now();
        Process started = launch();
        enter(State.STARTING);
        await(() -> !started.isAlive() || component.ready().getAsBoolean());
        if (started.isAlive() && !stopping) {
            component.whenReady().run();
            trouble = null;
            enter(State.UP);
        }
        waitFor(started);
        trouble = "ended with " + started.exitValue();
    }

    private synchronized Process launch() throws IOException {
        List<String> command = new ArrayList<>(sessionOfItsOwn());
        command.addAll(component.command().command());
        Files.createDirectories(log.getParent());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(component.command().environment());
        builder.redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Process started = builder.start();
        process = started;
        return started;
    }

    /** Else Ctrl-C in the terminal would end all at once, instead of in order. */
    private static List<String> sessionOfItsOwn() {
        return Files.isExecutable(Path.of("/usr/bin/setsid"))
                ? List.of("/usr/bin/setsid")
                : List.of();
    }

    void stop() {
        stopping = true;
        endProcess(component.stopSignal());
        enter(State.STOPPED);
    }

    private synchronized void endProcess(String signal) {
        Process running = process;
        if (running != null && running.isAlive()) {
            ProcessIdentity.of(running.toHandle()).stop(signal, STOP_PATIENCE_MS);
        }
    }

    private void enterUnlessRestarting() {
        if (state != State.RESTARTING) {
            enter(State.WAITING);
        }
    }

    private void enter(State next) {
        if (stopping && next != State.STOPPED) {
            return;
        }
        state = next;
        changed.accept(this);
    }

    private void await(java.util.function.BooleanSupplier condition) {
        while (!stopping && !condition.getAsBoolean()) {
            pause(POLL_MS);
        }
    }

    private static void waitFor(Process started) {
        try {
            started.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(long ms) {
        long limit = now() + ms;
        while (!stopping && now() < limit) {
            try {
                Thread.sleep(Math.min(POLL_MS, ms));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    Component component() {
        return component;
    }

    State state() {
        return state;
    }

    int restarts() {
        return restarts.get();
    }

    long tookMs() {
        return now() - startedAtMs;
    }

    @Nullable String trouble() {
        return trouble;
    }

    StackState.Entry entry() {
        Process running = process;
        return new StackState.Entry(
                component.name(),
                state.name(),
                running != null && running.isAlive()
                        ? ProcessIdentity.of(running.toHandle())
                        : null,
                component.port(),
                restarts.get(),
                component.stopSignal());
    }
}
