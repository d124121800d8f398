package io.recount.query.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of the log, decoded.
 *
 * @param sequence within its aggregate, from 0
 * @param type the record's name
 * @param actor whose key caused it; null when the log does not say
 * @param correlationId names the whole chain of messages that this event belongs to
 * @param causationId names the message that directly caused it
 * @param data the event's fields; null when its bytes cannot be read
 * @param unreadable why they cannot; null when they can
 */
record AuditEvent(
        long position,
        String eventId,
        String aggregateId,
        long sequence,
        String type,
        Instant at,
        @Nullable Actor actor,
        @Nullable String correlationId,
        @Nullable String causationId,
        @Nullable Map<String, Object> data,
        @Nullable String unreadable) {
    /** A key and its role, never the key itself. */
    record Actor(String keyId, String role) {}
}
