package io.recount.analytics.stream;

import org.jspecify.annotations.Nullable;

/** A message that cannot be read, as it came, with the reason. */
@SuppressWarnings("ArrayRecordComponent") // Bytes of others: handed on, never compared.
public record ParkedMessage(
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        String cause)
        implements StoreSink.Entry<ParkedMessage> {

    @Override
    public String storeKey() {
        return topic + "/" + partition + "/" + offset;
    }

    @Override
    public boolean isNewerThan(ParkedMessage other) {
        return false;
    }

    @Override
    public int weightBytes() {
        return 256 + 2 * cause.length() + length(key) + length(value);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
