package io.recount.command.serving.gate;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends questions that got no answer in time. All have the same time, so they become due in the
 * order in which they came, and one thread that looks about once a millisecond does for thousands:
 * a timer for each, as a wait with a limit sets, costs more than the question.
 */
final class Deadlines implements AutoCloseable {
    /** So much too early is in time. */
    private static final long GRAIN_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Holds what was asked within one deadline. */
    private final BlockingQueue<Due> waiting = new LinkedBlockingQueue<>();

    private final Thread thread = new Thread(this::run, "redis-deadlines");
    private final AtomicBoolean started = new AtomicBoolean();

    private record Due(CompletableFuture<?> answer, long atNanos) {}

    Deadlines() {
        thread.setDaemon(true);
    }

    /** Ends it then, unless it has ended; not to be called with an earlier time than before. */
    void end(CompletableFuture<?> answer, long atNanos) {
        waiting.add(new Due(answer, atNanos));
        if (!started.get() && started.compareAndSet(false, true)) {
            thread.start();
        }
    }

    private void run() {
        try {
            while (!Thread.interrupted()) {
                Due due = waiting.take();
                long left = due.atNanos - System.nanoTime();
                while (left > GRAIN_NS && !thread.isInterrupted()) {
                    LockSupport.parkNanos(left);
                    left = due.atNanos - System.nanoTime();
                }
                due.answer.completeExceptionally(new TimeoutException("No answer in time"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Closed.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
