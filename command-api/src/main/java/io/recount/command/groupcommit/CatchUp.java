package io.recount.command.groupcommit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.AggregateCacheEntry;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/**
 * Brings cached aggregates up to date with what other instances appended, by those events alone.
 * Throwing the aggregates out would have their whole history read again, in the lane, each time two
 * instances take turns at the same advertiser.
 */
final class CatchUp {
    private final EventStorageEngine log;
    private final AggregateCache cache;

    CatchUp(EventStorageEngine log, AggregateCache cache) {
        this.log = log;
        this.cache = cache;
    }

    void from(long position) {
        Map<String, List<DomainEventMessage<?>>> missed = new LinkedHashMap<>();
        try (Stream<? extends TrackedEventMessage<?>> events =
                log.readEvents(new GlobalSequenceTrackingToken(position), false)) {
            events.forEach(
                    event -> {
                        var domainEvent = (DomainEventMessage<?>) event;
                        missed.computeIfAbsent(
                                        domainEvent.getAggregateIdentifier(),
                                        id -> new ArrayList<>())
                                .add(domainEvent);
                    });
        }
        missed.forEach(this::apply);
    }

    private void apply(String id, List<DomainEventMessage<?>> events) {
        AggregateCacheEntry<Object> entry = cache.get(id);
        cache.remove(id); // Also tells a load that is under way.
        if (entry == null) {
            return;
        }
        EventSourcedAggregate<Object> aggregate = entry.recreateAggregate(null, null, null);
        // What was read a moment ago, before its command was queued, has some of them already.
        List<DomainEventMessage<?>> rest =
                events.stream()
                        .filter(event -> event.getSequenceNumber() > aggregate.version())
                        .toList();
        if (rest.isEmpty()) {
            cache.put(id, entry);
        } else if (rest.get(0).getSequenceNumber() == aggregate.version() + 1) {
            aggregate.initializeState(DomainEventStream.of(rest));
            cache.put(id, new AggregateCacheEntry<>(aggregate));
        }
    }
}
