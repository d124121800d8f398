package io.recount.command.advertiser;

import java.time.Instant;
import org.axonframework.commandhandling.RoutingKey;

/**
 * Gives an advertiser one more API key.
 *
 * @param keyHash all that is kept of the key
 * @param salt what the key was made from, together with the caller's own
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record MakeApiKey(
        @RoutingKey String advertiserId,
        String keyId,
        byte[] keyHash,
        String salt,
        String label,
        Instant now) {
    /** Enough to name the same key again to the same caller, and to nobody else. */
    record Made(String keyId, String salt) {}
}
