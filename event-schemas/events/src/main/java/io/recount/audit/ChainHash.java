package io.recount.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The chain's link: {@code SHA-256(version ‖ previous hash ‖ every column with its length)}.
 *
 * <p>Columns stand in the order of {@link LogEntry}. Each is its length as four bytes, big end
 * first, and then its bytes: text as UTF-8, numbers as eight bytes. A column that is null has the
 * length -1 and no bytes. Without the lengths, bytes could move from one column to its neighbour
 * and leave the hash as it was.
 */
public final class ChainHash {
    public static final int LENGTH = 32;

    /** Changes with this canonical form, so that no two forms can ever give the same input. */
    private static final byte VERSION = 1;

    private static final int NULL_LENGTH = -1;

    private ChainHash() {}

    /** What the first entry follows: 32 zero bytes. */
    public static byte[] genesis() {
        return new byte[LENGTH];
    }

    /** The hash of an entry that follows the entry of hash {@code previous}. */
    public static byte[] next(byte[] previous, LogEntry entry) {
        if (previous.length != LENGTH) {
            throw new IllegalArgumentException("A hash has 32 bytes, not " + previous.length);
        }
        MessageDigest digest = sha256();
        digest.update(VERSION);
        digest.update(previous);
        add(digest, entry.position());
        add(digest, entry.eventIdentifier());
        add(digest, entry.aggregateIdentifier());
        add(digest, entry.sequenceNumber());
        add(digest, entry.type());
        add(digest, entry.timeStamp());
        add(digest, entry.payloadType());
        add(digest, entry.payloadRevision());
        add(digest, entry.payload());
        add(digest, entry.metaData());
        return digest.digest();
    }

    private static void add(MessageDigest digest, long number) {
        add(digest, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static void add(MessageDigest digest, @Nullable String text) {
        add(digest, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte @Nullable [] bytes) {
        int length = bytes == null ? NULL_LENGTH : bytes.length;
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
