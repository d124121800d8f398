package io.recount.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Known API keys: the fixed ones of the configuration, and those of the table {@code
 * command.api_keys}, which holds only their SHA-256. An answer of the table is remembered for a few
 * seconds, so a revoked key lives on that long at the most.
 */
public final class ApiKeys {
    private static final Duration REMEMBERED = Duration.ofSeconds(3);
    private static final int REMEMBERED_KEYS_MAX = 10_000;

    /** Keys are short texts; what is longer is no key and is not worth a hash. */
    private static final int KEY_LENGTH_MAX = 200;

    private final Map<String, Caller> fixed;
    private final JdbcClient jdbc;
    private final Cache<String, Optional<Caller>> remembered =
            Caffeine.newBuilder()
                    .expireAfterWrite(REMEMBERED)
                    .maximumSize(REMEMBERED_KEYS_MAX)
                    .build();

    ApiKeys(Map<String, Caller> fixed, JdbcClient jdbc) {
        this.fixed = Map.copyOf(fixed);
        this.jdbc = jdbc;
    }

    /** The SHA-256 under which a key is stored. */
    public static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /**
     * Whose key it is; empty when nobody's.
     *
     * @throws Problem 503 when the table cannot be read
     */
    public Optional<Caller> find(String key) {
        if (key.length() > KEY_LENGTH_MAX) {
            return Optional.empty();
        }
        Caller known = fixed.get(key);
        return known != null ? Optional.of(known) : remembered.get(key, this::load);
    }

    private Optional<Caller> load(String key) {
        try {
            return jdbc.sql(
                            """
                            SELECT key_id, role, advertiser_id FROM command.api_keys
                            WHERE key_hash = ? AND revoked_at IS NULL""")
                    .param(hash(key))
                    .query(
                            (row, n) ->
                                    new Caller(
                                            row.getString("key_id"),
                                            Role.valueOf(
                                                    row.getString("role").toUpperCase(Locale.ROOT)),
                                            row.getString("advertiser_id")))
                    .optional();
        } catch (DataAccessException e) {
            throw Problem.unavailable(
                    "KEYS_UNAVAILABLE", "API keys cannot be read now", Duration.ofSeconds(1));
        }
    }
}
