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
 * Runs a command that names a key at most once. The key's row, the events and the answer are one
 * transaction: after a crash either all are there or none is. A second request with the key waits
 * on the row until the first is decided; a refused one leaves no row, so it may be asked again.
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
        if (!claim(caller, key, hash)) {
            return new Answer<>(firstResult(caller, key, hash), true);
        }
        Object result = Objects.requireNonNull(chain.proceed());
        store(caller, key, result);
        return new Answer<>(result, false);
    }

    private boolean claim(String caller, String key, byte[] hash) {
        return jdbc.sql(
                                """
                                INSERT INTO command.idempotency_keys
                                    (caller, key, request_hash, created_at)
                                VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                        .params(caller, key, hash, OffsetDateTime.now(clock))
                        .update()
                == 1;
    }

    private void store(String caller, String key, Object result) {
        jdbc.sql(
                        """
                        UPDATE command.idempotency_keys SET result_type = ?, result = ?
                        WHERE caller = ? AND key = ?""")
                .params(result.getClass().getName(), json.writeValueAsString(result), caller, key)
                .update();
    }

    private Object firstResult(String caller, String key, byte[] hash) {
        Stored stored =
                jdbc.sql(
                                """
                                SELECT request_hash, result_type, result
                                FROM command.idempotency_keys WHERE caller = ? AND key = ?""")
                        .params(caller, key)
                        .query(
                                (row, n) ->
                                        new Stored(
                                                row.getBytes(1),
                                                row.getString(2),
                                                row.getString(3)))
                        .single();
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
