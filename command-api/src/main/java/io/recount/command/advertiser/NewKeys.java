package io.recount.command.advertiser;

import com.github.f4b6a3.tsid.TsidCreator;
import io.recount.http.ApiKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Base64;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes and revokes API keys. Only their hashes are kept. */
@Component
class NewKeys {
    private static final int KEY_BYTES = 24;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    NewKeys(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * @param apiKey shown this once
     */
    record NewKey(String keyId, String apiKey) {}

    NewKey ofAdvertiser(String advertiserId, String label) {
        byte[] secret = new byte[KEY_BYTES];
        random.nextBytes(secret);
        String key = "rk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String keyId = "key-" + TsidCreator.getTsid256().toLowerCase();
        jdbc.sql(
                        """
                        INSERT INTO command.api_keys
                            (key_id, key_hash, role, advertiser_id, label, created_at)
                        VALUES (?, ?, 'ADVERTISER', ?, ?, ?)""")
                .params(keyId, ApiKeys.hash(key), advertiserId, label, OffsetDateTime.now(clock))
                .update();
        return new NewKey(keyId, key);
    }

    /** False when there is no such key, or it was revoked before. */
    boolean revoke(String keyId) {
        return jdbc.sql(
                                """
                                UPDATE command.api_keys SET revoked_at = ?
                                WHERE key_id = ? AND revoked_at IS NULL""")
                        .params(OffsetDateTime.now(clock), keyId)
                        .update()
                == 1;
    }

    boolean advertiserExists(String advertiserId) {
        return jdbc.sql(
                                """
                        SELECT count(*) FROM event_log.events
                        WHERE aggregate_identifier = ? AND sequence_number = 0
                            AND type = 'Budget'""")
                        .param(advertiserId)
                        .query(Long.class)
                        .single()
                == 1;
    }
}
