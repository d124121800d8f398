package io.recount.worker.archive;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the format of {@code COPY … (FORMAT binary)}: the server parses no text. Described in
 * PostgreSQL's manual under COPY, "Binary Format".
 */
final class BinaryCopy {
    private static final byte[] SIGNATURE = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
    };
    private static final int NO_FLAGS = 0;
    private static final int NO_EXTENSION = 0;
    private static final int NULL = -1;
    private static final int END = -1;

    /** PostgreSQL counts microseconds from here. */
    private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private static final int FIRST_CAPACITY = 1 << 16;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_CAPACITY);

    /** Writes the values of a row, in the order of the columns. */
    interface Row {
        void writeTo(BinaryCopy copy);
    }

    BinaryCopy() {
        out.put(SIGNATURE).putInt(NO_FLAGS).putInt(NO_EXTENSION);
    }

    void row(int columns, Row row) {
        room(Short.BYTES).putShort((short) columns);
        row.writeTo(this);
    }

    /** All rows so far, closed. */
    InputStream finished() {
        room(Short.BYTES).putShort((short) END);
        return new ByteArrayInputStream(out.array(), 0, out.position());
    }

    void int4(int value) {
        room(2 * Integer.BYTES).putInt(Integer.BYTES).putInt(value);
    }

    void int8(@Nullable Long value) {
        if (value == null) {
            room(Integer.BYTES).putInt(NULL);
        } else {
            room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        }
    }

    void text(@Nullable String value) {
        bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte @Nullable [] value) {
        if (value == null) {
            room(Integer.BYTES).putInt(NULL);
        } else {
            room(Integer.BYTES + value.length).putInt(value.length).put(value);
        }
    }

    void timestamp(Instant value) {
        int8(ChronoUnit.MICROS.between(EPOCH, value));
    }

    /** The buffer, with at least so much room. */
    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int needed = Math.addExact(out.position(), bytes);
            out = ByteBuffer.allocate(Math.max(needed, 2 * out.capacity())).put(out.flip());
        }
        return out;
    }
}
