package io.recount.worker.budget;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.recount.redis.CounterRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The counters in Redis, as they are corrected. The connection is made when it is first needed and
 * found again by itself; while Redis is away, everything fails at once.
 */
@Component
class Counters implements DisposableBean {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final String SCRIPT = load();

    private final RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    Counters(@Value("${recount.redis-url}") String url) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(ANSWER_WITHIN);
        client = RedisClient.create(uri);
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .socketOptions(
                                SocketOptions.builder().connectTimeout(ANSWER_WITHIN).build())
                        .timeoutOptions(TimeoutOptions.enabled(ANSWER_WITHIN))
                        .build());
    }

    /**
     * What a correction met.
     *
     * @param position the record's; null where there was no readable one
     */
    record Found(boolean written, @Nullable Long position, @Nullable Long spentMicros) {}

    /**
     * Writes the record, if the one there has this position.
     *
     * @param expected null for no readable record
     */
    Found correct(CounterRecord record, @Nullable Long expected) {
        List<String> arguments = new ArrayList<>();
        arguments.add(expected == null ? "" : Long.toString(expected));
        record.values()
                .forEach(
                        (field, value) -> {
                            arguments.add(field);
                            arguments.add(Long.toString(value));
                        });
        arguments.add("position");
        arguments.add(Long.toString(record.position()));
        List<Object> answer =
                connection()
                        .sync()
                        .eval(
                                SCRIPT,
                                ScriptOutputType.MULTI,
                                new String[] {record.key()},
                                arguments.toArray(String[]::new));
        return new Found(
                Long.valueOf(1).equals(answer.get(0)),
                number(answer.get(1)),
                number(answer.get(2)));
    }

    /** The record's fields; none where there is no record. */
    Map<String, String> read(String key) {
        return connection().sync().hgetall(key);
    }

    private static @Nullable Long number(Object text) {
        try {
            return Long.valueOf(text.toString());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private synchronized StatefulRedisConnection<String, String> connection() {
        if (connection == null) {
            connection = client.connect();
        }
        return connection;
    }

    private static String load() {
        try (InputStream in = Counters.class.getResourceAsStream("correct-counter.lua")) {
            if (in == null) {
                throw new IllegalStateException("correct-counter.lua is missing");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void destroy() {
        client.shutdown(Duration.ZERO, ANSWER_WITHIN);
    }
}
