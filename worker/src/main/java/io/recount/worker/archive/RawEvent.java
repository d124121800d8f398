package io.recount.worker.archive;

import io.recount.event.Conversion;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** One message of {@code ad-events}: its bytes, and what it is looked up by. */
record RawEvent(ConsumerRecord<byte[], byte[]> message, SpecificRecord content, Instant at) {

    /**
     * @throws UnreadableMessageException bytes of no released schema, or of no event
     */
    static RawEvent of(ConsumerRecord<byte[], byte[]> message) {
        byte @Nullable [] value = message.value();
        if (value == null) {
            throw new UnreadableMessageException("No value");
        }
        SpecificRecord content = AvroCodec.decode(value);
        return new RawEvent(message, content, timeOf(content));
    }

    /** The time under which it is counted: a conversion's is the shop's own. */
    private static Instant timeOf(SpecificRecord content) {
        String field = content instanceof Conversion ? "occurredAt" : "at";
        if (field(content, field) instanceof Instant at) {
            return at;
        }
        if (field(content, "completeTo") instanceof Instant completeTo) {
            return completeTo;
        }
        throw new UnreadableMessageException(
                content.getSchema().getName() + " is no event: it has no time");
    }

    String kind() {
        return content.getSchema().getName();
    }

    /** The id in the header, else what the record is known by itself. */
    String eventId() {
        String header = header(Headers.EVENT_ID);
        if (header != null && !header.isEmpty()) {
            return header;
        }
        for (String own : new String[] {"eventId", "conversionId", "clickId"}) {
            String id = text(own);
            if (id != null) {
                return id;
            }
        }
        return message.partition() + "/" + message.offset();
    }

    /** Of an event of the log. */
    @Nullable Long logPosition() {
        String header = header(Headers.POSITION);
        try {
            return header == null ? null : Long.valueOf(header);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The field as text; null where the record has none of that name. */
    @Nullable String text(String field) {
        Object value = field(content, field);
        return value == null ? null : value.toString();
    }

    /** What was charged or given back. */
    @Nullable Long amountMicros() {
        for (String field : new String[] {"chargedMicros", "creditedMicros"}) {
            if (field(content, field) instanceof Long micros) {
                return micros;
            }
        }
        return null;
    }

    private @Nullable String header(String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static @Nullable Object field(SpecificRecord content, String name) {
        Schema.Field field = content.getSchema().getField(name);
        return field == null ? null : content.get(field.pos());
    }
}
