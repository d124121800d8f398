package io.recount.command.groupcommit;

import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * A log with transactions, without a database: it can fail as one does, at each point of a
 * transaction.
 */
final class LogInMemory implements EventStorageEngine, TransactionManager, WriterLock {
    /** What goes wrong, once. */
    enum Fault {
        NONE,
        /** No connection to be had. */
        AWAY,
        /** The statement is refused. */
        APPEND_FAILS,
        /** The server never saw the COMMIT. */
        COMMIT_LOST,
        /** The server committed; its answer was lost. */
        ANSWER_LOST
    }

    final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
    private final List<Appended> committed = new ArrayList<>();
    private final List<Appended> open = new ArrayList<>();
    private final List<Integer> commits = new ArrayList<>();
    Consumer<List<Appended>> listener = events -> {};
    private Fault fault = Fault.NONE;
    private int lookUps;

    @Override
    public synchronized Transaction startTransaction() {
        fault = Optional.ofNullable(faults.poll()).orElse(Fault.NONE);
        if (fault == Fault.AWAY) {
            throw new DataAccessResourceFailureException("No connection");
        }
        return new Transaction() {
            @Override
            public void commit() {
                end();
            }

            @Override
            public void rollback() {
                synchronized (LogInMemory.this) {
                    open.clear();
                }
            }
        };
    }

    private synchronized void end() {
        if (fault == Fault.COMMIT_LOST) {
            open.clear();
        }
        committed.addAll(open);
        commits.add(open.size());
        open.clear();
        if (fault == Fault.COMMIT_LOST || fault == Fault.ANSWER_LOST) {
            throw new DataAccessResourceFailureException("Connection reset");
        }
    }

    @Override
    public synchronized void appendEvents(List<? extends EventMessage<?>> events) {
        if (fault == Fault.APPEND_FAILS) {
            throw new IllegalStateException("A check was violated");
        }
        for (EventMessage<?> event : events) {
            append((DomainEventMessage<?>) event, open);
        }
        listener.accept(List.copyOf(open));
    }

    /** As another instance would. */
    synchronized void appendedElsewhere(DomainEventMessage<?> event) {
        append(event, committed);
    }

    private void append(DomainEventMessage<?> event, List<Appended> to) {
        long next = eventsOf(event.getAggregateIdentifier()).count();
        if (event.getSequenceNumber() != next) {
            throw new ConcurrencyException("Expected " + next);
        }
        to.add(new Appended(committed.size() + open.size() + 1L, event));
    }

    private Stream<DomainEventMessage<?>> eventsOf(String aggregateId) {
        return Stream.concat(committed.stream(), open.stream())
                .<DomainEventMessage<?>>map(Appended::event)
                .filter(event -> event.getAggregateIdentifier().equals(aggregateId));
    }

    synchronized List<Object> payloads() {
        return committed.stream().<Object>map(appended -> appended.event().getPayload()).toList();
    }

    /** Events of each transaction that was committed. */
    synchronized List<Integer> commits() {
        return List.copyOf(commits);
    }

    synchronized int lookUps() {
        return lookUps;
    }

    @Override
    public synchronized long take(RoundTrip questions) {
        return committed.size();
    }

    @Override
    public synchronized Set<String> changedSince(long position) {
        Set<String> changed = new HashSet<>();
        committed.stream()
                .filter(appended -> appended.position() > position)
                .forEach(appended -> changed.add(appended.event().getAggregateIdentifier()));
        return changed;
    }

    @Override
    public synchronized boolean stands(long position, String eventIdentifier) {
        lookUps++;
        return committed.stream()
                .anyMatch(
                        appended ->
                                appended.position() == position
                                        && appended.event()
                                                .getIdentifier()
                                                .equals(eventIdentifier));
    }

    @Override
    public synchronized DomainEventStream readEvents(String aggregateId, long first) {
        List<DomainEventMessage<?>> events =
                eventsOf(aggregateId).filter(e -> e.getSequenceNumber() >= first).toList();
        return DomainEventStream.of(events.stream(), () -> first + events.size() - 1L);
    }

    @Override
    public synchronized Stream<? extends TrackedEventMessage<?>> readEvents(
            TrackingToken token, boolean mayBlock) {
        return committed.stream()
                .filter(appended -> appended.position() > token.position().orElseThrow())
                .map(
                        appended ->
                                new GenericTrackedDomainEventMessage<>(
                                        new GlobalSequenceTrackingToken(appended.position()),
                                        appended.event()))
                .toList()
                .stream();
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String aggregateId) {
        return Optional.empty();
    }
}
