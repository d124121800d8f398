package io.recount.command.tracking;

import com.github.f4b6a3.tsid.Tsid;
import com.github.f4b6a3.ulid.Ulid;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a token as few bytes as they go into: ids and pseudonyms are numbers written as
 * text, and go back to numbers. Before each stands one byte: how long it is as text, or that it is
 * a number, or that there is none. Whatever is no such number stays text, so every id comes back as
 * it was.
 */
final class TokenBytes {
    private static final int NUMBER = 0xFF;
    private static final int NONE = 0xFE;
    private static final int TEXT_BYTES_MAX = 127;

    private static final int TSID_LENGTH = 13;
    private static final int ULID_LENGTH = 26;
    private static final int PSEUDONYM_LENGTH = 16;
    private static final int PSEUDONYM_BYTES = 12;

    private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

    private TokenBytes() {}

    static void putTsid(ByteBuffer to, String id) {
        if (id.length() == TSID_LENGTH && Tsid.isValid(id)) {
            Tsid tsid = Tsid.from(id);
            if (tsid.toLowerCase().equals(id)) {
                to.put((byte) NUMBER).putLong(tsid.toLong());
                return;
            }
        }
        putText(to, id);
    }

    static String tsid(ByteBuffer from) throws IOException {
        return isNumber(from) ? Tsid.from(from.getLong()).toLowerCase() : text(from);
    }

    static void putUlid(ByteBuffer to, String id) {
        if (id.length() == ULID_LENGTH && Ulid.isValid(id)) {
            Ulid ulid = Ulid.from(id);
            if (ulid.toString().toLowerCase(Locale.ROOT).equals(id)) {
                to.put((byte) NUMBER)
                        .putLong(ulid.getMostSignificantBits())
                        .putLong(ulid.getLeastSignificantBits());
                return;
            }
        }
        putText(to, id);
    }

    static String ulid(ByteBuffer from) throws IOException {
        return isNumber(from)
                ? new Ulid(from.getLong(), from.getLong()).toString().toLowerCase(Locale.ROOT)
                : text(from);
    }

    static void putPseudonym(ByteBuffer to, @Nullable String pseudonym) {
        if (pseudonym != null && pseudonym.length() == PSEUDONYM_LENGTH) {
            byte[] bytes = bytes(pseudonym);
            if (bytes != null) {
                to.put((byte) NUMBER).put(bytes);
                return;
            }
        }
        putText(to, pseudonym);
    }

    /** Sixteen characters of base64 leave no bit over: each text has one form. */
    private static byte @Nullable [] bytes(String pseudonym) {
        try {
            return Base64.getUrlDecoder().decode(pseudonym);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static @Nullable String pseudonym(ByteBuffer from) throws IOException {
        if (!isNumber(from)) {
            return textOrNone(from);
        }
        byte[] bytes = new byte[PSEUDONYM_BYTES];
        from.get(bytes);
        return TO_TEXT.encodeToString(bytes);
    }

    static void putText(ByteBuffer to, @Nullable String text) {
        if (text == null) {
            to.put((byte) NONE);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TEXT_BYTES_MAX) {
            throw new IllegalArgumentException("Too long for a token: " + text);
        }
        to.put((byte) bytes.length).put(bytes);
    }

    static @Nullable String textOrNone(ByteBuffer from) throws IOException {
        int length = Byte.toUnsignedInt(from.get());
        if (length == NONE) {
            return null;
        }
        if (length > TEXT_BYTES_MAX) {
            throw new IOException("No text: " + length);
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer from) throws IOException {
        String text = textOrNone(from);
        if (text == null) {
            throw new IOException("An id is missing");
        }
        return text;
    }

    /** Whether a number comes next; its mark is then read. */
    private static boolean isNumber(ByteBuffer from) {
        if (!from.hasRemaining()) {
            throw new BufferUnderflowException();
        }
        boolean number = Byte.toUnsignedInt(from.get(from.position())) == NUMBER;
        if (number) {
            from.get();
        }
        return number;
    }
}
