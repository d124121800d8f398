package io.recount.ops.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A server of somebody else's that runs as one child process in the foreground. Whatever ended it
 * last time, {@link #prepare} leaves its data folder in a state from which {@link #command} starts:
 * a process that an earlier run left behind is stopped, and locks of dead processes are removed.
 */
public abstract class Part {
    private static final long READY_LIMIT_MS = 60_000;
    private static final long STOP_PATIENCE_MS = 15_000;
    private static final long POLL_MS = 50;

    private final String name;
    private final Path data;
    private final Path log;
    private final int port;
    private @Nullable Process process;

    Part(String name, Path data, Path log, int port) {
        this.name = name;
        this.data = data.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.port = port;
    }

    public final String name() {
        return name;
    }

    public final int port() {
        return port;
    }

    public final Path data() {
        return data;
    }

    public final Path log() {
        return log;
    }

    /** Makes the data folder ready for a start; safe to call any number of times. */
    public final void prepare() {
        try {
            Files.createDirectories(data);
            Files.createDirectories(log.getParent());
            ProcessIdentity.readFrom(pidFile())
                    .ifPresent(left -> left.stop(stopSignal(), STOP_PATIENCE_MS));
            Files.deleteIfExists(pidFile());
            prepareData();
        } catch (IOException e) {
            throw new PartException(name + " cannot use " + data + ": " + e.getMessage(), e);
        }
    }

    abstract void prepareData() throws IOException;

    /** The command that runs the server in the foreground. */
    public abstract List<String> command();

    public Map<String, String> environment() {
        return Map.of();
    }

    /** True when the server answers; never throws. */
    public abstract boolean isReady();

    /** The signal for a shutdown that is quick and clean, without {@code SIG}. */
    public String stopSignal() {
        return "TERM";
    }

    /** Remembers the process, so that a later {@link #prepare} finds it when nobody stopped it. */
    public final void started(ProcessHandle handle) {
        try {
            ProcessIdentity.of(handle).writeTo(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it as a child of this JVM and waits until it answers. */
    public final synchronized void start() {
        if (isRunning()) {
            return;
        }
        prepare();
        if (!Ports.isFree(port)) {
            throw new PartException(name + " needs port " + port + ", which is in use");
        }
        Process started = launch();
        process = started;
        started(started.toHandle());
        awaitReady(started);
    }

    public final synchronized void stop() {
        end(stopSignal());
    }

    /** Ends it at once: as a crash of the server would, with nothing of the system left behind. */
    public final synchronized void stopNow() {
        end(crashSignal());
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    public final synchronized void halt() {
        signal("STOP");
    }

    /** SIGCONT. */
    public final synchronized void goOn() {
        signal("CONT");
    }

    private void signal(String signal) {
        if (process == null) {
            throw new PartException(name + " does not run");
        }
        ProcessIdentity.signal(process.toHandle(), signal);
    }

    String crashSignal() {
        return "KILL";
    }

    public final synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    private void end(String signal) {
        if (process != null) {
            ProcessIdentity.stop(process.toHandle(), signal, STOP_PATIENCE_MS);
            process = null;
        }
    }

    private Process launch() {
        try {
            ProcessBuilder builder = new ProcessBuilder(command());
            builder.environment().putAll(environment());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            return builder.start();
        } catch (IOException e) {
            throw new PartException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void awaitReady(Process started) {
        long limit = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(READY_LIMIT_MS);
        while (!isReady()) {
            if (!started.isAlive()) {
                throw new PartException(
                        name + " ended with " + started.exitValue() + ":\n" + lastLines());
            }
            if (System.nanoTime() > limit) {
                started.destroyForcibly();
                throw new PartException(
                        name + " did not answer in " + READY_LIMIT_MS + " ms:\n" + lastLines());
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartException(name + " was interrupted while starting", e);
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readString(log, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
        } catch (IOException e) {
            return "(no log at " + log + ")";
        }
    }

    private Path pidFile() {
        return data.resolveSibling(data.getFileName() + ".pid");
    }
}
