package io.recount.command.hold;

import io.recount.event.HoldKind;
import io.recount.event.TrafficHoldLifted;
import io.recount.event.TrafficHoldPlaced;
import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of holds, written in the transaction of their events: whoever reads it is current. */
@Component
class HoldRows implements AppendListener {
    private final JdbcClient jdbc;

    HoldRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Hold(HoldKind kind, String value, Instant until) {}

    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        for (Appended appended : events) {
            Object event = appended.event().getPayload();
            if (event instanceof TrafficHoldPlaced placed) {
                insert(placed, trip);
            } else if (event instanceof TrafficHoldLifted lifted) {
                trip.write(
                        "UPDATE command.traffic_holds SET lifted_at = ? WHERE hold_id = ?",
                        utc(lifted.getAt()),
                        lifted.getHoldId());
            }
        }
    }

    private static void insert(TrafficHoldPlaced placed, RoundTrip trip) {
        trip.write(
                """
                INSERT INTO command.traffic_holds (hold_id, kind, value, until, reason, placed_at)
                VALUES (?, ?, ?, ?, ?, ?)""",
                placed.getHoldId(),
                placed.getKind().name(),
                placed.getValue(),
                utc(placed.getUntil()),
                placed.getReason(),
                utc(placed.getAt()));
    }

    List<Hold> inForce(Instant now) {
        return jdbc.sql(
                        """
                        SELECT kind, value, until FROM command.traffic_holds
                        WHERE lifted_at IS NULL AND until > ?""")
                .param(utc(now))
                .query(
                        (row, n) ->
                                new Hold(
                                        HoldKind.valueOf(row.getString(1)),
                                        row.getString(2),
                                        row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
