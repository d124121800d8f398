package io.recount.command.idempotency;

import io.recount.http.Problem;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a command that names a key at most once. It runs in the lane, under the log's append lock,
 * so between asking for a key and writing it nobody else can use it, in this instance or another.
 * The key's row, the events and the answer are one transaction: after a crash either all are there
 * or none is. A refused one leaves no row, so it may be asked again.
 */
@Component
class IdempotencyKeys implements MessageHandlerInterceptor<CommandMessage<?>> {
    static final String KEY = "idempotencyKey";
    static final String HASH = "requestHash";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    IdempotencyKeys(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public @Nullable Object handle(
            UnitOfWork<? extends CommandMessage<?>> unitOfWork, InterceptorChain chain)
            throws Exception {
        var metaData = unitOfWork.getMessage().getMetaData();
        String key = (String) metaData.get(KEY);
        if (key == null) {
            return chain.proceed();
        }
        String caller = Objects.requireNonNull((String) metaData.get(Actor.KEY_ID));
        byte[] hash = Objects.requireNonNull((byte[]) metaData.get(HASH));
        Stored first = find(caller, key);
        if (first != null) {
            return new Answer<>(resultOf(first, hash), true);
        }
        Object result = Objects.requireNonNull(chain.proceed());
        store(caller, key, hash, result);
        return new Answer<>(result, false);
    }

    private @Nullable Stored find(String caller, String key) {
        return jdbc.sql(
                        """
                        SELECT request_hash, result_type, result
                        FROM command.idempotency_keys WHERE caller = ? AND key = ?""")
                .params(caller, key)
                .query((row, n) -> new Stored(row.getBytes(1), row.getString(2), row.getString(3)))
                .optional()
                .orElse(null);
    }

    private void store(String caller, String key, byte[] hash, Object result) {
        jdbc.sql(
                        """
                        INSERT INTO command.idempotency_keys
                            (caller, key, request_hash, result_type, result, created_at)
                        VALUES (?, ?, ?, ?, ?, ?)""")
                .params(
                        caller,
                        key,
                        hash,
                        result.getClass().getName(),
                        json.writeValueAsString(result),
                        OffsetDateTime.now(clock))
                .update();
    }

    private Object resultOf(Stored stored, byte[] hash) {
        if (!MessageDigest.isEqual(stored.hash, hash)) {
            throw Problem.unprocessable(
                    "IDEMPOTENCY_KEY_REUSED",
                    "This Idempotency-Key was used for another request; nothing was changed");
        }
        try {
            return json.readValue(stored.result, Class.forName(stored.type));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("An answer's class is gone: " + stored.type, e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    private record Stored(byte[] hash, String type, String result) {}
}
