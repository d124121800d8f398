package io.recount.worker.settlement;

import io.recount.wire.AvroCodec;
import io.recount.worker.settlement.SettledDay.Line;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The log as settlement reads it, and the days that it writes. */
@Repository
class Settlements {
    private static final int ROWS_AT_A_TIME = 2_000;

    private final JdbcTemplate jdbc;
    private final Clock clock;

    Settlements(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param unsettledEvents since its last settled day
     */
    record Advertiser(String id, long unsettledEvents) {}

    interface EventSink {
        /** Returns false when it wants no more. */
        boolean take(SpecificRecord event, Instant at, long position, long sequenceNumber);
    }

    long head() {
        Long head =
                jdbc.queryForObject(
                        "SELECT coalesce(max(position), 0) FROM event_log.events", Long.class);
        return head == null ? 0 : head;
    }

    /**
     * Who may have a day that ended until then, and is not settled. Another zone that was asked for
     * may end the day in course earlier than was known when the last one was settled.
     *
     * @param only null for all
     */
    List<Advertiser> withDaysOver(Instant until, @Nullable String only) {
        Timestamp over = Timestamp.from(until);
        return jdbc.query(
                """
                SELECT advertiser_id, coalesce(newest.sequence_number, -1)
                    - coalesce(settled_to.sequence_number, -1) AS unsettled
                FROM read_model.advertisers
                LEFT JOIN analytics.settled_to USING (advertiser_id)
                LEFT JOIN LATERAL (
                    SELECT sequence_number FROM event_log.events
                    WHERE aggregate_identifier = advertiser_id
                    ORDER BY sequence_number DESC LIMIT 1) newest ON true
                WHERE (?::text IS NULL OR advertiser_id = ?)
                  AND (open_end IS NULL OR open_end <= ?
                       OR zone_from > open_start AND zone_from <= ?)
                ORDER BY advertiser_id""",
                (row, n) -> new Advertiser(row.getString(1), row.getLong(2)),
                only,
                only,
                over,
                over);
    }

    boolean isKnown(String advertiserId) {
        return Boolean.TRUE.equals(
                jdbc.queryForObject(
                        "SELECT EXISTS (SELECT FROM read_model.advertisers"
                                + " WHERE advertiser_id = ?)",
                        Boolean.class,
                        advertiserId));
    }

    /** Until the transaction ends nobody else settles this advertiser. */
    Optional<AdvertiserSettlement.Mark> lockMark(String advertiserId) {
        jdbc.query(
                "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))",
                row -> {},
                "settlement " + advertiserId);
        return jdbc
                .query(
                        """
                        SELECT state, sequence_number FROM analytics.settled_to
                        WHERE advertiser_id = ?""",
                        (row, n) -> AdvertiserSettlement.Mark.of(row.getBytes(1), row.getLong(2)),
                        advertiserId)
                .stream()
                .findFirst();
    }

    /**
     * In the order in which they happened; a few at a time in memory.
     *
     * @return whether the sink wanted all of them
     */
    boolean read(String advertiserId, long afterSequenceNumber, long head, EventSink sink) {
        return Boolean.TRUE.equals(
                jdbc.execute(
                        (ConnectionCallback<Boolean>)
                                connection -> {
                                    try (PreparedStatement events =
                                            connection.prepareStatement(
                                                    """
                                            SELECT position, sequence_number, time_stamp, payload
                                            FROM event_log.events
                                            WHERE aggregate_identifier = ?
                                              AND sequence_number > ? AND position <= ?
                                            ORDER BY sequence_number""")) {
                                        events.setFetchSize(ROWS_AT_A_TIME);
                                        events.setString(1, advertiserId);
                                        events.setLong(2, afterSequenceNumber);
                                        events.setLong(3, head);
                                        return read(events, sink);
                                    }
                                }));
    }

    private static boolean read(PreparedStatement events, EventSink sink) throws SQLException {
        try (ResultSet row = events.executeQuery()) {
            boolean wanted = true;
            while (wanted && row.next()) {
                SpecificRecord event = AvroCodec.decode(row.getBytes(4));
                wanted = sink.take(event, timeOf(event, row), row.getLong(1), row.getLong(2));
            }
            return wanted;
        }
    }

    /** Every event of a budget says when it was decided. */
    private static Instant timeOf(SpecificRecord event, ResultSet row) throws SQLException {
        Object at = event.get(event.getSchema().getField("at").pos());
        return at instanceof Instant instant ? instant : Instant.parse(row.getString(3));
    }

    void store(SettledDay settled, long head, long runId) {
        Amounts micros = settled.micros();
        Amounts minor = settled.minor();
        Timestamp dayStart = Timestamp.from(settled.day().start());
        String advertiserId = settled.state().advertiserId();
        jdbc.update(
                """
                INSERT INTO analytics.settlements
                    (advertiser_id, day_start, day_end, time_zone, currency, minor_digits,
                     opening_micros, deposited_micros, refunded_micros, charged_micros,
                     credited_micros, closing_micros, opening_minor, deposited_minor,
                     refunded_minor, charged_minor, credited_minor, closing_minor,
                     charged_clicks, credited_clicks, first_position, last_position,
                     log_position, run_id, settled_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
                        ?)""",
                advertiserId,
                dayStart,
                Timestamp.from(settled.day().end()),
                settled.day().zone().getId(),
                settled.state().currency(),
                settled.minorDigits(),
                micros.opening(),
                micros.deposited(),
                micros.refunded(),
                micros.charged(),
                micros.credited(),
                micros.closing(),
                minor.opening(),
                minor.deposited(),
                minor.refunded(),
                minor.charged(),
                minor.credited(),
                minor.closing(),
                settled.money().all().clicks(),
                settled.money().all().creditedClicks(),
                settled.money().firstPosition(),
                settled.money().lastPosition(),
                head,
                runId,
                Timestamp.from(clock.instant()));
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.settlement_lines
                    (advertiser_id, day_start, campaign_id, ad_id, clicks, charged_micros,
                     credited_clicks, credited_micros, charged_minor, credited_minor)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                settled.lines().stream().map(line -> row(advertiserId, dayStart, line)).toList());
        jdbc.batchUpdate(
                """
                INSERT INTO analytics.settlement_late
                    (advertiser_id, position, day_start, at, kind, campaign_id, ad_id, click_id,
                     amount_micros)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                settled.money().late().stream()
                        .map(late -> row(advertiserId, dayStart, late))
                        .toList());
    }

    private static Object[] row(String advertiserId, Timestamp dayStart, Late late) {
        return new Object[] {
            advertiserId,
            late.position(),
            dayStart,
            Timestamp.from(late.at()),
            late.kind(),
            late.campaignId(),
            late.adId(),
            late.clickId(),
            late.amountMicros()
        };
    }

    private static Object[] row(String advertiserId, Timestamp dayStart, Line line) {
        return new Object[] {
            advertiserId,
            dayStart,
            line.campaignId(),
            line.adId(),
            line.sums().clicks(),
            line.sums().chargedMicros(),
            line.sums().creditedClicks(),
            line.sums().creditedMicros(),
            line.chargedMinor(),
            line.creditedMinor()
        };
    }

    void mark(String advertiserId, AdvertiserSettlement.@Nullable Mark mark) {
        if (mark != null) {
            jdbc.update(
                    """
                    INSERT INTO analytics.settled_to
                        (advertiser_id, sequence_number, state, open_start, open_end)
                    VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT (advertiser_id) DO UPDATE SET
                        sequence_number = excluded.sequence_number, state = excluded.state,
                        open_start = excluded.open_start, open_end = excluded.open_end""",
                    advertiserId,
                    mark.sequenceNumber(),
                    mark.snapshot(),
                    Timestamp.from(mark.open().start()),
                    Timestamp.from(mark.open().end()));
        }
    }
}
