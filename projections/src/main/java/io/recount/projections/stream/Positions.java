package io.recount.projections.stream;

import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * An event's place in the log. Its token says it only where tokens grow: an event that was
 * committed late fills a gap behind the token's index, and its token keeps the higher index. Then,
 * and for the first event of a batch, the log is asked.
 */
@Component
class Positions {
    private final JdbcClient jdbc;

    Positions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param previousIndex of the token of the event just before it; negative when unknown
     */
    long of(EventMessage<?> event, long previousIndex) {
        long index = indexOf(event);
        return previousIndex >= 0 && index > previousIndex ? index : ask(event);
    }

    /** The token's index: all events up to there were seen, gaps aside. */
    static long indexOf(EventMessage<?> event) {
        return event instanceof TrackedEventMessage<?> tracked && tracked.trackingToken() != null
                ? tracked.trackingToken().position().orElse(-1)
                : -1;
    }

    private long ask(EventMessage<?> event) {
        return jdbc.sql("SELECT position FROM event_log.events WHERE event_identifier = ?")
                .param(event.getIdentifier())
                .query(Long.class)
                .single();
    }
}
