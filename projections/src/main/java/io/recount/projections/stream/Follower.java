package io.recount.projections.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.eventhandling.EventTrackerStatus;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventhandling.deadletter.DeadLetteringEventHandlerInvoker;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcDeadLetter;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.deadletter.SequencedDeadLetterQueue;

/** A projection with the processor that follows the log for it. */
public final class Follower {
    private final Projection projection;
    private final ProjectionHandler handler;
    private final TrackingEventProcessor processor;
    private final DeadLetteringEventHandlerInvoker invoker;
    private final SequencedDeadLetterQueue<?> deadLetters;
    private final AtomicLong handledEvents;

    Follower(
            Projection projection,
            ProjectionHandler handler,
            TrackingEventProcessor processor,
            DeadLetteringEventHandlerInvoker invoker,
            SequencedDeadLetterQueue<?> deadLetters,
            AtomicLong handledEvents) {
        this.projection = projection;
        this.handler = handler;
        this.processor = processor;
        this.invoker = invoker;
        this.deadLetters = deadLetters;
        this.handledEvents = handledEvents;
    }

    public String name() {
        return projection.name();
    }

    public Projection projection() {
        return projection;
    }

    public void start() {
        processor.start();
    }

    /** Returns when the batch in hand has ended. */
    public void stop() {
        processor.shutDown();
    }

    public boolean isRunning() {
        return processor.isRunning();
    }

    /** Running, with the log in hand and no error that it waits behind. */
    public boolean isHealthy() {
        return processor.isRunning()
                && !processor.processingStatus().isEmpty()
                && processor.processingStatus().values().stream()
                        .noneMatch(EventTrackerStatus::isErrorState);
    }

    /** Events in committed batches since the service started. */
    public long handledEvents() {
        return handledEvents.get();
    }

    /**
     * Moves the stopped processor back to the log's beginning, in the caller's transaction: the
     * projection prepares itself, and what is parked is let go because it comes again.
     */
    public void rewind() {
        processor.resetTokens();
    }

    /** Writes nothing until the event at that position was seen. */
    public void foldUpTo(long target) {
        handler.startWholeReplay(target);
    }

    public boolean isFolding() {
        return handler.isInWholeReplay();
    }

    /**
     * Handles the parked events of a sequence in order, until one fails again.
     *
     * @return false when none is there or one failed
     */
    public boolean retry(String sequence) {
        return invoker.process(
                letter ->
                        letter instanceof JdbcDeadLetter<?> parked
                                && parked.getSequenceIdentifier().equals(sequence));
    }

    /** Takes one parked event out of its sequence without handling it. */
    public boolean discard(String sequence, String letterId) {
        return discard(deadLetters, sequence, letterId);
    }

    private static <M extends Message<?>> boolean discard(
            SequencedDeadLetterQueue<M> queue, String sequence, String letterId) {
        for (var letter : queue.deadLetterSequence(sequence)) {
            if (letter instanceof JdbcDeadLetter<?> parked
                    && parked.getIdentifier().equals(letterId)) {
                queue.evict(letter);
                return true;
            }
        }
        return false;
    }
}
