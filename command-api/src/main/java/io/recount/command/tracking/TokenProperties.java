package io.recount.command.tracking;

import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code recount.tokens.*}.
 *
 * @param keys key id (0 to 255) → 256-bit AES key, base64. To change keys, add the new one, make it
 *     current, and take the old one away once its last token has expired
 * @param current id of the key that seals
 * @param ttl a click later than this after it was served is {@code EXPIRED}
 */
@ConfigurationProperties("recount.tokens")
public record TokenProperties(
        @DefaultValue Map<Integer, String> keys,
        @DefaultValue("1") int current,
        @DefaultValue("30m") Duration ttl) {}
