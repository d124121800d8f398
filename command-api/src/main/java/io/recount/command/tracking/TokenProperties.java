package io.recount.command.tracking;

import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.tokens.*}.
 *
 * @param keys key id (0 to 255) → base64 of 32 bytes; those beside the current one still open the
 *     tokens that they sealed
 * @param current id of the key that seals
 * @param life how long a click may be charged after its ad was served
 */
@ConfigurationProperties("recount.tokens")
record TokenProperties(
        @DefaultValue Map<Integer, String> keys,
        @Nullable Integer current,
        @DefaultValue("30m") Duration life) {
    private static final int KEY_BYTES = 32;

    int sealingKey() {
        if (current == null || !keys.containsKey(current)) {
            throw new IllegalStateException(
                    "recount.tokens.current names no key of recount.tokens.keys. Set both, for"
                            + " example RECOUNT_TOKENS_CURRENT=1 and RECOUNT_TOKENS_KEYS_1=$(head -c"
                            + " 32 /dev/urandom | base64), or use the profile local.");
        }
        return current;
    }

    Map<Integer, byte[]> rawKeys() {
        Map<Integer, byte[]> raw = new HashMap<>();
        keys.forEach(
                (id, text) -> {
                    byte[] key = Base64.getDecoder().decode(text);
                    if (key.length != KEY_BYTES || id < 0 || id > 255) {
                        throw new IllegalStateException(
                                "recount.tokens.keys."
                                        + id
                                        + ": ids are 0 to 255, keys base64 of 32 bytes");
                    }
                    raw.put(id, key);
                });
        return raw;
    }
}
