package io.recount.command.advertiser;

import com.github.f4b6a3.tsid.TsidCreator;
import io.recount.command.advertiser.MakeApiKey.Made;
import io.recount.command.budget.Budget;
import io.recount.http.ApiKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes and revokes API keys. Only their hashes are kept, and yet a repeated request gets the first
 * answer again: a key is the HMAC of a random salt under the caller's own key. The idempotency row
 * holds the salt; the caller's key comes with the request and is stored nowhere.
 */
@Component
class NewKeys {
    private static final int KEY_BYTES = 24;
    private static final int SALT_BYTES = 32;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final JdbcClient jdbc;
    private final Repository<Budget> budgets;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    NewKeys(
            JdbcClient jdbc,
            @Qualifier("budgetRepository") Repository<Budget> budgets,
            Clock clock) {
        this.jdbc = jdbc;
        this.budgets = budgets;
        this.clock = clock;
    }

    /** A command for a new key of the advertiser. */
    MakeApiKey ofAdvertiser(String advertiserId, String label, String callersKey, Instant now) {
        byte[] bytes = new byte[SALT_BYTES];
        random.nextBytes(bytes);
        String salt = BASE64.encodeToString(bytes);
        return new MakeApiKey(
                advertiserId,
                "key-" + TsidCreator.getTsid256().toLowerCase(),
                ApiKeys.hash(key(callersKey, salt)),
                salt,
                label,
                now);
    }

    /** The key that this caller made from the salt. */
    static String key(String callersKey, String salt) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(callersKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] code = mac.doFinal(salt.getBytes(StandardCharsets.UTF_8));
            return "rk_" + BASE64.encodeToString(Arrays.copyOf(code, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA-256", e);
        }
    }

    @CommandHandler
    Made handle(MakeApiKey command) {
        budgets.load(command.advertiserId()); // Refused when there is no such advertiser.
        jdbc.sql(
                        """
                        INSERT INTO command.api_keys
                            (key_id, key_hash, role, advertiser_id, label, created_at)
                        VALUES (?, ?, 'ADVERTISER', ?, ?, ?)""")
                .params(
                        command.keyId(),
                        command.keyHash(),
                        command.advertiserId(),
                        command.label(),
                        command.now().atOffset(ZoneOffset.UTC))
                .update();
        return new Made(command.keyId(), command.salt());
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
}
