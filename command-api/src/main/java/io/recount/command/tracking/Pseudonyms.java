package io.recount.command.tracking;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Names for people and networks that say nothing of them: HMAC-SHA-256, cut to 96 bits, under a key
 * that lives for one month (UTC). Destroying a month's key unlinks everything of that month, and
 * the log need not be touched for it.
 */
@Component
public class Pseudonyms {
    private static final int BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;
    private final Cache<YearMonth, SecretKeySpec> keys =
            Caffeine.newBuilder().expireAfterWrite(Duration.ofHours(1)).maximumSize(3).build();

    Pseudonyms(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of a user id, or of address and agent where there is none. */
    public String visitor(String identity, Instant at) {
        return pseudonym("visitor:" + identity, at);
    }

    /** Of the address's /24 (IPv4) or /48 (IPv6); null when it is no address. */
    public @Nullable String network(String address, Instant at) {
        // Only literals: a name would be looked up.
        if (!address.matches("[0-9a-fA-F:.%]{2,60}")) {
            return null;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            byte[] prefix = Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 6);
            return pseudonym("network:" + Base64.getEncoder().encodeToString(prefix), at);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private String pseudonym(String text, Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(keys.get(YearMonth.from(at.atOffset(ZoneOffset.UTC)), this::key));
            byte[] full = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(full, BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** The month's key; whoever needs it first makes it, for all instances. */
    private SecretKeySpec key(YearMonth month) {
        byte[] fresh = new byte[KEY_BYTES];
        RANDOM.nextBytes(fresh);
        jdbc.sql(
                        """
                        INSERT INTO command.pseudonym_keys (month, key) VALUES (?, ?)
                        ON CONFLICT (month) DO NOTHING""")
                .params(month.toString(), fresh)
                .update();
        byte[] key =
                jdbc.sql("SELECT key FROM command.pseudonym_keys WHERE month = ?")
                        .param(month.toString())
                        .query(byte[].class)
                        .single();
        return new SecretKeySpec(key, "HmacSHA256");
    }
}
