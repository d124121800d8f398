package io.recount.query.audit;

import io.recount.event.Heartbeat;
import io.recount.query.audit.AuditEvent.Actor;
import io.recount.wire.AvroCodec;
import io.recount.wire.UnreadableMessageException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads {@code event_log.events} in position order, a batch a query. A long read is many short
 * queries on purpose: one long transaction would hold back the clean-up of the whole database.
 */
@Component
class EventLog {
    private static final String EVENTS = Heartbeat.class.getPackageName() + '.';
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /**
     * As the log writes instants: in UTC, always three digits, so that text order is time order.
     */
    private static final DateTimeFormatter TIME_STAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    EventLog(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** The last position; 0 while the log is empty. */
    long head() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM event_log.events")
                .query(Long.class)
                .single();
    }

    /** Matching events with {@code after < position <= upTo}, in position order. */
    List<AuditEvent> read(EventFilter filter, long after, long upTo, int limit) {
        Instant from = filter.range().from();
        Instant to = filter.range().to();
        return jdbc.sql(
                        """
                        SELECT position, event_identifier, aggregate_identifier,
                               sequence_number, time_stamp, payload_type, payload, meta_data
                        FROM event_log.events
                        WHERE position > :after AND position <= :up_to
                          AND position >= :from_position
                          AND (:aggregate::text IS NULL OR aggregate_identifier = :aggregate)
                          AND (:advertiser::text IS NULL OR aggregate_identifier = :advertiser
                               OR starts_with(aggregate_identifier, :advertiser || '-'))
                          AND (:type::text IS NULL OR payload_type = :type)
                          AND (:from::text IS NULL OR time_stamp >= :from COLLATE "C")
                          AND (:to::text IS NULL OR time_stamp < :to COLLATE "C")
                        ORDER BY position LIMIT :limit""")
                .param("after", after)
                .param("up_to", upTo)
                .param("from_position", filter.fromPosition())
                .param("aggregate", filter.aggregateId())
                .param("advertiser", filter.advertiserId())
                .param("type", filter.type() == null ? null : EVENTS + filter.type())
                .param("from", from == null ? null : TIME_STAMP.format(from))
                .param("to", to == null ? null : TIME_STAMP.format(to))
                .param("limit", limit)
                .query((row, n) -> event(row))
                .list();
    }

    private AuditEvent event(ResultSet row) throws SQLException {
        Map<String, Object> data = null;
        String unreadable = null;
        try {
            data = AvroFields.of(AvroCodec.decode(row.getBytes("payload")));
        } catch (UnreadableMessageException e) {
            unreadable = e.getMessage();
        }
        String payloadType = row.getString("payload_type");
        Map<String, Object> about = metadata(row.getBytes("meta_data"));
        return new AuditEvent(
                row.getLong("position"),
                row.getString("event_identifier"),
                row.getString("aggregate_identifier"),
                row.getLong("sequence_number"),
                payloadType.substring(payloadType.lastIndexOf('.') + 1),
                OffsetDateTime.parse(row.getString("time_stamp")).toInstant(),
                actor(about),
                // Axon's names: traceId is the chain's, correlationId the direct cause's.
                text(about, "traceId"),
                text(about, "correlationId"),
                data,
                unreadable);
    }

    private Map<String, Object> metadata(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return Map.of();
        }
        try {
            return json.readValue(bytes, OBJECT);
        } catch (JacksonException e) {
            return Map.of(); // The event itself still tells its story.
        }
    }

    private static @Nullable Actor actor(Map<String, Object> about) {
        String keyId = text(about, "actorKeyId");
        String role = text(about, "actorRole");
        return keyId == null ? null : new Actor(keyId, role == null ? "" : role);
    }

    private static @Nullable String text(Map<String, Object> about, String name) {
        Object value = about.get(name);
        return value == null ? null : value.toString();
    }
}
