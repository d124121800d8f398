package io.recount.ops.drill;

import io.recount.ops.drill.load.CommandApi;
import io.recount.ops.local.SpringService;
import io.recount.ops.parts.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A service of ours as a child process that a drill may kill, stop and start again. */
final class Service implements AutoCloseable {
    private static final long READY_LIMIT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long STOP_PATIENCE_MS = 15_000;

    private final String name;
    private final SpringService launch;
    private final Map<String, String> environment;
    private final Path log;
    private final CommandApi api;
    private final String applicationName;
    private @Nullable Process process;

    /**
     * A service that is not started yet.
     *
     * @param environment beside what it is told anyway
     * @param applicationName under which the database knows its connections
     */
    Service(
            String name,
            SpringService launch,
            Map<String, String> environment,
            Path log,
            CommandApi api,
            String applicationName) {
        this.name = name;
        this.launch = launch;
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.api = api;
        this.applicationName = applicationName;
    }

    CommandApi api() {
        return api;
    }

    String applicationName() {
        return applicationName;
    }

    void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(launch.command());
        builder.environment().putAll(launch.environment());
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        process = builder.start();
    }

    /** Returns how long it took from now on, in milliseconds. */
    long awaitReady() throws InterruptedException {
        long beganNs = System.nanoTime();
        while (!api.isReady()) {
            if (!running().isAlive() || System.nanoTime() - beganNs > READY_LIMIT_NS) {
                throw new IllegalStateException(
                        name
                                + (running().isAlive() ? " is not ready" : " has ended")
                                + ": see "
                                + log);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNs);
    }

    /** SIGKILL: it gets to do nothing more. */
    void kill() throws InterruptedException {
        running().destroyForcibly().waitFor();
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    void halt() {
        ProcessIdentity.signal(running().toHandle(), "STOP");
    }

    /** SIGCONT. */
    void goOn() {
        ProcessIdentity.signal(running().toHandle(), "CONT");
    }

    /** SIGTERM: it ends in good order. */
    void stop() {
        ProcessIdentity.of(running().toHandle()).stop("TERM", STOP_PATIENCE_MS);
    }

    /** Whatever state it is in, and whether it was started or not. */
    void end() {
        Process started = process;
        if (started != null) {
            started.destroyForcibly();
        }
    }

    @Override
    public void close() {
        end();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return process;
    }
}
