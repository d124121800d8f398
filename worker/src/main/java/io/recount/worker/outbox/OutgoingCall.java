package io.recount.worker.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A call to command-api as it is to be made.
 *
 * @param idempotencyKey made of the cause alone, so that the same cause is one call for ever; at
 *     most 200 characters
 * @param lane calls of one lane are made one after another, in the order in which they were added
 * @param subject the campaign, or the alert that it is for
 * @param body JSON
 * @param expiresAt when it becomes pointless; null for never
 */
public record OutgoingCall(
        String idempotencyKey,
        CallKind kind,
        String lane,
        String subject,
        String method,
        String path,
        String body,
        @Nullable Instant expiresAt) {
    private static final int KEY_LENGTH_MAX = 200;

    public OutgoingCall {
        if (idempotencyKey.isBlank() || idempotencyKey.length() > KEY_LENGTH_MAX) {
            throw new IllegalArgumentException("No Idempotency-Key: " + idempotencyKey);
        }
    }

    /** The idempotency key of a cause that these parts make. */
    public static String key(CallKind kind, List<String> parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
                digest.update(bytes);
            }
            return kind.name().toLowerCase(Locale.ROOT)
                    + "-"
                    + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
