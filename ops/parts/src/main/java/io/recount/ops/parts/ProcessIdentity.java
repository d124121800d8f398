package io.recount.ops.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that is known again after the one that started it is gone. Pids are used anew, so the
 * start instant belongs to the identity: a signal is only ever sent when both agree.
 */
public record ProcessIdentity(long pid, long startedAtMs) {
    /** What the clock ticks of /proc may differ by between two readings. */
    private static final long START_TOLERANCE_MS = 100;

    public static ProcessIdentity of(ProcessHandle handle) {
        long startedAtMs =
                handle.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
        return new ProcessIdentity(handle.pid(), startedAtMs);
    }

    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isTheSame);
    }

    private boolean isTheSame(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(i -> Math.abs(i.toEpochMilli() - startedAtMs) <= START_TOLERANCE_MS)
                .orElse(false);
    }

    /** Signals it, waits for its end, and kills it when {@code patienceMs} are over. */
    public void stop(String signal, long patienceMs) {
        find().ifPresent(handle -> stop(handle, signal, patienceMs));
    }

    static void stop(ProcessHandle handle, String signal, long patienceMs) {
        signal(handle, signal);
        if (!endsWithin(handle, patienceMs)) {
            handle.destroyForcibly();
            endsWithin(handle, 5_000);
        }
    }

    /** Java can send TERM and KILL only; PostgreSQL wants INT for a fast shutdown. */
    public static void signal(ProcessHandle handle, String signal) {
        if (signal.equals("TERM")) {
            handle.destroy();
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + handle.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            handle.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean endsWithin(ProcessHandle handle, long patienceMs) {
        try {
            handle.onExit().get(patienceMs, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
            return !handle.isAlive();
        }
    }

    void writeTo(Path file) throws IOException {
        Files.writeString(file, pid + " " + startedAtMs + "\n");
    }

    static Optional<ProcessIdentity> readFrom(Path file) {
        try {
            String[] words = Files.readString(file).trim().split(" ", 2);
            return Optional.of(
                    new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
