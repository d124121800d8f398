package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundTripIT {
    private final TestLog log = TestLog.fresh();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void whatTravelsWithTheEventsIsWrittenAndTakenBackWithThem() {
        log.jdbc.sql("CREATE TABLE beside (position bigint PRIMARY KEY)").update();
        AppendListener writesTheFirst =
                (events, trip) ->
                        trip.write("INSERT INTO beside VALUES (?)", events.get(0).position());
        try (TestLog other = new TestLog(log.url(), "SELECT 1", writesTheFirst)) {
            other.append("a", 3);
            log.jdbc.sql("INSERT INTO beside VALUES (4)").update();

            assertThatThrownBy(() -> other.append("a", 2)).isInstanceOf(ConcurrencyException.class);
        }

        assertThat(log.head.read().position()).isEqualTo(3);
        assertThat(log.jdbc.sql("SELECT position FROM beside").query(Long.class).list())
                .containsExactlyInAnyOrder(1L, 4L);
    }

    @Test
    void whatIsAskedBehindTheLockSeesWhatWasCommittedBeforeIt() {
        log.append("a", 2);
        List<Long> seen = new ArrayList<>();
        RoundTrip questions =
                new RoundTrip()
                        .ask("SELECT ?::bigint", row -> seen.add(row.getLong(1)), 7L)
                        .ask(
                                "SELECT position FROM event_log.events ORDER BY position",
                                row -> seen.add(row.getLong(1)));

        LogHead.Head head = log.inTransaction.execute(status -> log.head.lock(questions));

        assertThat(head.position()).isEqualTo(2);
        assertThat(seen).containsExactly(7L, 1L, 2L);
    }
}
