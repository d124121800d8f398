package io.recount.worker.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Writes one value of a row; the row's columns stand in the order of the calls. */
    interface Row {
        void writeTo(BinaryCopy copy) throws IOException;
    }

    BinaryCopy() {
        write(
                copy -> {
                    copy.out.write(SIGNATURE);
                    copy.out.writeInt(NO_FLAGS);
                    copy.out.writeInt(NO_EXTENSION);
                });
    }

    void row(int columns, Row row) {
        write(
                copy -> {
                    copy.out.writeShort(columns);
                    row.writeTo(copy);
                });
    }

    /** All rows so far, closed. */
    InputStream finished() {
        write(copy -> copy.out.writeShort(END));
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    void int4(int value) throws IOException {
        out.writeInt(Integer.BYTES);
        out.writeInt(value);
    }

    void int8(@Nullable Long value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(Long.BYTES);
            out.writeLong(value);
        }
    }

    void text(@Nullable String value) throws IOException {
        bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(byte @Nullable [] value) throws IOException {
        if (value == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(value.length);
            out.write(value);
        }
    }

    void timestamp(Instant value) throws IOException {
        int8(ChronoUnit.MICROS.between(EPOCH, value));
    }

    private void write(Row row) {
        try {
            row.writeTo(this);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory never fails to be written", e);
        }
    }
}
