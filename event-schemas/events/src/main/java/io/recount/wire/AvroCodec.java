package io.recount.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records to bytes and back, in Avro's single-object encoding: two marker bytes, the writer
 * schema's 64-bit fingerprint, the body. The same bytes stand in the log, on Kafka and in Redis.
 *
 * <p>Every released schema is in {@link ReleasedSchemas}, so bytes of any release decode into
 * today's class. Encoders and decoders are cached: building them costs ten times the work itself.
 */
public final class AvroCodec {
    private static final int HEADER_BYTES = 10;
    private static final byte MARKER_0 = (byte) 0xC3;
    private static final byte MARKER_1 = (byte) 0x01;

    private static final Map<Class<?>, BinaryMessageEncoder<SpecificRecord>> ENCODERS =
            new ConcurrentHashMap<>();
    private static final Map<Long, BinaryMessageDecoder<SpecificRecord>> DECODERS =
            new ConcurrentHashMap<>();

    private AvroCodec() {}

    /** The record as single-object encoded bytes. */
    public static byte[] encode(SpecificRecord value) {
        try {
            ByteBuffer buffer =
                    ENCODERS.computeIfAbsent(
                                    value.getClass(),
                                    type ->
                                            new BinaryMessageEncoder<>(
                                                    modelOf(value), value.getSchema()))
                            .encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException("Cannot encode " + value.getClass().getName(), e);
        }
    }

    /**
     * The record that the bytes hold, as today's class.
     *
     * @throws UnreadableMessageException bytes that are not single-object encoded, of a schema that
     *     was never released, or cut short: the message says which
     */
    public static SpecificRecord decode(byte[] bytes) {
        long fingerprint = fingerprintOf(bytes);
        BinaryMessageDecoder<SpecificRecord> decoder =
                DECODERS.computeIfAbsent(fingerprint, AvroCodec::decoderFor);
        try {
            return decoder.decode(bytes);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableMessageException(
                    "Broken body of "
                            + ReleasedSchemas.byFingerprint(fingerprint).getFullName()
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** As {@link #decode(byte[])}, and the record must be of that type. */
    public static <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type) {
        SpecificRecord value = decode(bytes);
        if (!type.isInstance(value)) {
            throw new UnreadableMessageException(
                    "Expected " + type.getSimpleName() + ", found " + value.getSchema().getName());
        }
        return type.cast(value);
    }

    private static long fingerprintOf(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != MARKER_0 || bytes[1] != MARKER_1) {
            throw new UnreadableMessageException(
                    "Not a single-object encoded record: " + bytes.length + " bytes");
        }
        return ByteBuffer.wrap(bytes, 2, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static BinaryMessageDecoder<SpecificRecord> decoderFor(long fingerprint) {
        Schema written = ReleasedSchemas.byFingerprint(fingerprint);
        SpecificRecordBase current = ReleasedSchemas.currentRecord(written);
        return new BinaryMessageDecoder<>(
                modelOf(current), current.getSchema(), ReleasedSchemas.store());
    }

    /** The generated class's own model: it alone knows the conversions of the logical types. */
    private static SpecificData modelOf(SpecificRecord value) {
        return SpecificData.getForClass(value.getClass());
    }
}
