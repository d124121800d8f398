package io.recount.command.credit;

import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import io.recount.wire.AvroCodec;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Which clicks were charged, and which of them credited. A row stands beside each credit's event;
 * what the current unit of work has credited and not yet appended is remembered in it. The table's
 * key backs this up.
 */
@Component
class CreditedClicks implements AppendListener {
    private static final String CREDITED_NOW = CreditedClicks.class.getName();

    private final JdbcClient jdbc;

    CreditedClicks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param proposalId by which it was credited, null when it needed none
     */
    record Credit(long micros, @Nullable String proposalId) {}

    /** The charges of those among the clicks that were charged, as they were logged. */
    Map<String, ClickCharged> charges(List<String> clickIds) {
        Map<String, ClickCharged> charges = new HashMap<>();
        jdbc
                .sql(
                        """
                        SELECT events.payload FROM event_log.decided_clicks AS decided
                        JOIN event_log.events USING (position)
                        WHERE decided.click_id = ANY(?) AND decided.charged_micros > 0""")
                .param(clickIds.toArray(String[]::new))
                .query((row, n) -> AvroCodec.decode(row.getBytes(1), ClickCharged.class))
                .stream()
                .forEach(charge -> charges.put(charge.getClickId(), charge));
        return charges;
    }

    /** The credits of those among the clicks that have one. */
    Map<String, Credit> credits(List<String> clickIds) {
        Map<String, Credit> credits = new HashMap<>(creditedNow());
        credits.keySet().retainAll(clickIds);
        jdbc.sql(
                        """
                        SELECT click_id, credited_micros, proposal_id
                        FROM event_log.credited_clicks WHERE click_id = ANY(?)""")
                .param(clickIds.toArray(String[]::new))
                .query(
                        row -> {
                            credits.put(
                                    row.getString(1), new Credit(row.getLong(2), row.getString(3)));
                        });
        return credits;
    }

    /** To be called when a credit is logged. */
    void credited(ClickCharged charge, @Nullable String proposalId) {
        creditedNow().put(charge.getClickId(), new Credit(charge.getChargedMicros(), proposalId));
    }

    private static Map<String, Credit> creditedNow() {
        return CurrentUnitOfWork.get()
                .root()
                .getOrComputeResource(CREDITED_NOW, key -> new HashMap<String, Credit>());
    }

    @Override
    public void appended(List<Appended> events, RoundTrip trip) {
        for (Appended appended : events) {
            if (appended.event().getPayload() instanceof ClickCredited event) {
                insert(appended.position(), event, trip);
            }
        }
    }

    private static void insert(long position, ClickCredited event, RoundTrip trip) {
        trip.write(
                """
                INSERT INTO event_log.credited_clicks
                    (click_id, position, advertiser_id, credited_micros, proposal_id, credited_at)
                VALUES (?, ?, ?, ?, ?, ?)""",
                event.getClickId(),
                position,
                event.getAdvertiserId(),
                event.getCreditedMicros(),
                event.getProposalId(),
                event.getAt().atOffset(ZoneOffset.UTC));
    }
}
