package io.recount.eventlog;

import io.recount.audit.ChainHash;
import io.recount.audit.LogEntry;
import io.recount.eventlog.LogHead.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.common.DateTimeUtils;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventhandling.WrappedToken;
import org.axonframework.eventsourcing.eventstore.BatchingEventStorageEngine;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Axon's storage engine on this log.
 *
 * <p>Axon's own engines take an event's number from a sequence, before its commit. Readers then see
 * numbers out of order and have to guess which holes will still be filled: a writer that stalls for
 * longer than the guess commits events that no reader ever looks for. Here an append takes the
 * log's one lock ({@link LogHead}), numbers its events behind the last one, chains their hashes to
 * the last one's ({@link ChainHash}) and inserts them, all in the caller's transaction. So
 * positions are 1, 2, 3 in the order of commits, {@code position > ?} reads everything exactly
 * once, and a token is one number.
 *
 * <p>One writer at a time costs little once commands are committed in groups: an append of 512
 * events is one {@link RoundTrip} for the lock and one for the rows and all that belongs to them.
 */
final class EventLogEngine extends BatchingEventStorageEngine {
    private final JdbcTemplate sql;
    private final EventTable table;
    private final SnapshotTable snapshots;
    private final LogHead head;
    private final TransactionManager transactions;
    private final Supplier<List<AppendListener>> listeners;

    /** What Axon's base class wants to know: serializers, upcasters, the size of a read. */
    static final class Parts extends BatchingEventStorageEngine.Builder {}

    EventLogEngine(
            BatchingEventStorageEngine.Builder parts,
            DataSource dataSource,
            LogHead head,
            TransactionManager transactions,
            Supplier<List<AppendListener>> listeners) {
        super(parts);
        this.sql = new JdbcTemplate(dataSource);
        this.table = new EventTable(dataSource);
        this.snapshots = new SnapshotTable(dataSource);
        this.head = head;
        this.transactions = transactions;
        this.listeners = listeners;
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        if (!events.isEmpty()) {
            transactions.executeInTransaction(() -> append(events, serializer));
        }
    }

    private void append(List<? extends EventMessage<?>> events, Serializer serializer) {
        Head last = head.lock();
        List<Appended> appended = new ArrayList<>(events.size());
        List<LogEntry> entries = new ArrayList<>(events.size());
        List<byte[]> hashes = new ArrayList<>(events.size());
        for (EventMessage<?> event : events) {
            Appended next = new Appended(last.position() + 1, domainEvent(event));
            LogEntry entry = entry(next, serializer);
            last = new Head(next.position(), ChainHash.next(last.hash(), entry));
            appended.add(next);
            entries.add(entry);
            hashes.add(last.hash());
        }
        List<Appended> all = List.copyOf(appended);
        RoundTrip trip = EventTable.insert(entries, hashes);
        listeners.get().forEach(listener -> listener.appended(all, trip));
        run(trip);
        head.moveTo(last);
    }

    private void run(RoundTrip trip) {
        try {
            trip.run(sql);
        } catch (DuplicateKeyException e) {
            throw new ConcurrencyException("Another writer was first: " + e.getMessage(), e);
        }
    }

    private static DomainEventMessage<?> domainEvent(EventMessage<?> event) {
        return event instanceof DomainEventMessage<?> of
                ? of
                : new GenericDomainEventMessage<>(
                        null, event.getIdentifier(), 0, event, event::getTimestamp);
    }

    private static LogEntry entry(Appended appended, Serializer serializer) {
        DomainEventMessage<?> event = appended.event();
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        return new LogEntry(
                appended.position(),
                event.getIdentifier(),
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event.getType(),
                DateTimeUtils.formatInstant(event.getTimestamp()),
                payload.getType().getName(),
                payload.getType().getRevision(),
                payload.getData(),
                event.serializeMetaData(serializer, byte[].class).getData());
    }

    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        snapshots.keep(snapshot, serializer);
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateId) {
        return snapshots.newest(aggregateId).stream();
    }

    @Override
    protected List<? extends TrackedEventData<?>> fetchTrackedEvents(
            @Nullable TrackingToken last, int batchSize) {
        TrackingToken token = WrappedToken.unwrapLowerBound(last);
        return table.after(token == null ? 0 : token.position().orElse(0), batchSize);
    }

    @Override
    protected List<? extends DomainEventData<?>> fetchDomainEvents(
            String aggregateId, long firstSequence, int batchSize) {
        return table.ofAggregate(aggregateId, firstSequence, batchSize);
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateId) {
        return table.lastSequence(aggregateId);
    }

    @Override
    public TrackingToken createTailToken() {
        return new GlobalSequenceTrackingToken(0);
    }

    @Override
    public TrackingToken createHeadToken() {
        return new GlobalSequenceTrackingToken(head.read().position());
    }

    @Override
    public TrackingToken createTokenAt(Instant instant) {
        return table.firstAt(DateTimeUtils.formatInstant(instant))
                .<TrackingToken>map(first -> new GlobalSequenceTrackingToken(first - 1))
                .orElseGet(this::createHeadToken);
    }
}
