package io.recount.command.budget;

import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where in the log an event stands. Asked after the commit: before it nobody knows. What this
 * instance appended last is remembered, so that an answer costs no query.
 */
@Component
public class Positions implements AppendListener {
    /** A second at full load, where an answer is written within milliseconds; a power of two. */
    private static final int PLACES = 8_192;

    private final JdbcClient jdbc;

    /**
     * An aggregate's next event has the next place. What another one pushes out is read from the
     * log. A cache that pushes out the oldest took a twentieth of the lane's time.
     */
    private final AtomicReferenceArray<@Nullable Event> appended =
            new AtomicReferenceArray<>(PLACES);

    private record Event(String aggregateId, long sequence, long position) {
        boolean is(String otherId, long otherSequence) {
            return sequence == otherSequence && aggregateId.equals(otherId);
        }
    }

    Positions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Remembers them once they are committed. */
    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        CurrentUnitOfWork.ifStarted(
                unit -> unit.afterCommit(committed -> events.forEach(this::remember)));
    }

    private void remember(Appended appendedEvent) {
        DomainEventMessage<?> event = appendedEvent.event();
        String id = event.getAggregateIdentifier();
        long sequence = event.getSequenceNumber();
        appended.set(place(id, sequence), new Event(id, sequence, appendedEvent.position()));
    }

    private static int place(String aggregateId, long sequence) {
        return (aggregateId.hashCode() + (int) sequence) & (PLACES - 1);
    }

    public long of(String aggregateId, long sequence) {
        Event known = appended.get(place(aggregateId, sequence));
        return known != null && known.is(aggregateId, sequence)
                ? known.position
                : read(aggregateId, sequence);
    }

    private long read(String aggregateId, long sequence) {
        return jdbc.sql(
                        """
                        SELECT position FROM event_log.events
                        WHERE aggregate_identifier = ? AND sequence_number = ?""")
                .params(aggregateId, sequence)
                .query(Long.class)
                .single();
    }
}
