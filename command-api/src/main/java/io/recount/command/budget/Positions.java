package io.recount.command.budget;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import java.util.List;
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
    /**
     * Some tenths of a second at full load: an answer is written within milliseconds. More would
     * outlive the collector's young generation, and make its pauses longer.
     */
    private static final int REMEMBERED_MAX = 4_096;

    private final JdbcClient jdbc;
    private final Cache<Event, Long> appended =
            Caffeine.newBuilder()
                    .maximumSize(REMEMBERED_MAX)
                    .executor(Runnable::run) // Costs less than to wake another thread.
                    .build();

    private record Event(String aggregateId, long sequence) {}

    Positions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Remembers them once they are committed. */
    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        CurrentUnitOfWork.ifStarted(
                unit -> unit.afterCommit(committed -> events.forEach(this::remember)));
    }

    private void remember(Appended event) {
        appended.put(
                new Event(
                        event.event().getAggregateIdentifier(), event.event().getSequenceNumber()),
                event.position());
    }

    public long of(String aggregateId, long sequence) {
        @Nullable Long position = appended.getIfPresent(new Event(aggregateId, sequence));
        return position != null ? position : read(aggregateId, sequence);
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
