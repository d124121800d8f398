package io.recount.worker.inbox;

import io.recount.wire.Headers;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Our own headers of a message, as they are kept beside it. */
final class KeptHeaders {
    private static final List<String> NAMES =
            List.of(Headers.EVENT_ID, Headers.SEQUENCE, Headers.POSITION);

    private KeptHeaders() {}

    /** Their values in the order of the names; null where a header is missing. */
    static byte[] @Nullable [] of(ConsumerRecord<byte[], byte[]> message) {
        byte[] @Nullable [] values = new byte[NAMES.size()] @Nullable [];
        for (int i = 0; i < values.length; i++) {
            Header header = message.headers().lastHeader(NAMES.get(i));
            values[i] = header == null ? null : header.value();
        }
        return values;
    }

    /** Puts them back. Messages parked by earlier releases have none. */
    static ConsumerRecord<byte[], byte[]> addTo(
            ConsumerRecord<byte[], byte[]> message, byte[] @Nullable [] values) {
        for (int i = 0; i < values.length; i++) {
            byte @Nullable [] value = values[i];
            if (value != null) {
                message.headers().add(NAMES.get(i), value);
            }
        }
        return message;
    }
}
