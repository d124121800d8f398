package io.recount.ops.local;

import io.recount.ops.parts.ProcessIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Starts the components, keeps them running, and writes what runs to {@code state.json}. A lock in
 * the data folder lets one supervisor run at a time; the system frees it however this one ends.
 */
final class Supervisor implements AutoCloseable {
    private static final long LOG_LIMIT_BYTES = 20L * 1024 * 1024;

    /** So often may a component end before it was ever ready, until {@code up} gives up. */
    private static final int TRIES = 4;

    private final Settings settings;
    private final Console console;
    private final List<Supervised> all = new ArrayList<>();
    private final ScheduledExecutorService housekeeping =
            Executors.newSingleThreadScheduledExecutor(Supervisor::daemon);
    private final ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current());
    private @Nullable FileChannel lock;
    private @Nullable Future<?> rotation;
    private volatile boolean ready;
    private boolean stopped;

    Supervisor(Settings settings, Console console) {
        this.settings = settings;
        this.console = console;
    }

    /** Takes the lock, and ends what a supervisor that was killed has left behind. */
    void takeOver() throws IOException {
        Files.createDirectories(settings.logs());
        FileChannel channel =
                FileChannel.open(
                        settings.data().resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (!isFree(channel)) {
            channel.close();
            throw new Refusal(
                    "already running: see ops/recount status, end it by ops/recount down");
        }
        lock = channel;
        StackState.read(settings.data()).ifPresent(left -> stopLeftovers(left, console));
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // Another supervisor of this very JVM has it.
        }
    }

    static void stopLeftovers(StackState left, Console console) {
        List<StackState.Entry> entries = new ArrayList<>(left.components());
        Collections.reverse(entries);
        for (StackState.Entry entry : entries) {
            ProcessIdentity process = entry.process();
            if (process != null && process.find().isPresent()) {
                console.line(entry.name(), "stopping, left behind by an earlier run");
                process.stop(entry.stopSignal(), 20_000);
            }
        }
    }

    void start(List<Component> components) {
        for (Component component : components) {
            Path log = settings.log(component.name());
            all.add(new Supervised(component, log, this::changed, this::areUp));
        }
        for (Supervised supervised : all) {
            Thread thread = new Thread(supervised, "supervise-" + supervised.component().name());
            thread.setDaemon(true);
            thread.start();
        }
        rotation = housekeeping.scheduleWithFixedDelay(this::rotateLogs, 10, 10, TimeUnit.SECONDS);
    }

    /** Returns when all are up; refuses when one does not come up. */
    void awaitUp(List<String> names) {
        while (!areUp(names)) {
            for (Supervised one : all) {
                if (one.restarts() >= TRIES && one.state() != Supervised.State.UP) {
                    String log = settings.log(one.component().name()).toString();
                    throw new Refusal(
                            "%s does not come up (%s); its log: %s%n%s"
                                    .formatted(
                                            one.component().name(),
                                            one.trouble(),
                                            log,
                                            LogFile.tail(Path.of(log), 15)));
                }
            }
            console.waiting(all);
            Pause.ms(200);
        }
    }

    void ready() {
        ready = true;
        publish();
    }

    private boolean areUp(List<String> names) {
        return all.stream()
                .filter(one -> names.contains(one.component().name()))
                .allMatch(one -> one.state() == Supervised.State.UP);
    }

    private void changed(Supervised one) {
        publish();
        console.changed(one);
    }

    private synchronized void publish() {
        List<StackState.Entry> entries = all.stream().map(Supervised::entry).toList();
        try {
            new StackState(self, ready, entries).write(settings.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Stops the newest first: traffic, then everything of ours together, then the parts. Callable
     * from the shutdown hook and by hand, and done once.
     */
    @Override
    public void close() {
        synchronized (housekeeping) {
            if (stopped) {
                return;
            }
            stopped = true;
        }
        if (lock == null) {
            return; // Another one supervises this folder: its processes and its state are not ours.
        }
        if (rotation != null) {
            rotation.cancel(true);
        }
        housekeeping.shutdownNow();
        ready = false;
        stopAll(List.of("traffic"));
        stopAll(List.of("flink", "query-api", "worker", "projections", "command-api"));
        stopAll(List.of("kafka"));
        stopAll(List.of("redis", "postgres"));
        try {
            new StackState(null, false, List.of()).write(settings.data());
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            console.line("recount", "state could not be written: " + e.getMessage());
        }
    }

    private void stopAll(List<String> names) {
        CompletableFuture<?>[] stops =
                all.stream()
                        .filter(one -> names.contains(one.component().name()))
                        .map(one -> CompletableFuture.runAsync(one::stop, Supervisor::onThread))
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(stops).join();
    }

    private static void onThread(Runnable work) {
        daemon(work).start();
    }

    /** The process keeps its file open in append mode, so it is copied and cut, not renamed. */
    private void rotateLogs() {
        for (Supervised one : all) {
            Path log = settings.log(one.component().name());
            try {
                if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
                    Path previous = log.resolveSibling(log.getFileName() + ".1");
                    Files.copy(log, previous, StandardCopyOption.REPLACE_EXISTING);
                    try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                        channel.truncate(0);
                    }
                }
            } catch (IOException e) {
                console.line(one.component().name(), "log not rotated: " + e.getMessage());
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "supervisor");
        thread.setDaemon(true);
        return thread;
    }
}
