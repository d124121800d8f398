package io.recount.command.budget;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where in the log an event stands. Asked after the commit: before it nobody knows. */
@Component
public class Positions {
    private final JdbcClient jdbc;

    Positions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public long of(String aggregateId, long sequence) {
        return jdbc.sql(
                        """
                        SELECT position FROM event_log.events
                        WHERE aggregate_identifier = ? AND sequence_number = ?""")
                .params(aggregateId, sequence)
                .query(Long.class)
                .single();
    }
}
