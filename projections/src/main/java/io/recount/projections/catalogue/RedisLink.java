package io.recount.projections.catalogue;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The one connection to Redis: made when it is first needed, so that the service starts without
 * Redis, and found again by itself. While Redis is away, commands fail at once.
 */
@Component
public class RedisLink implements DisposableBean {
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisClient client;
    private final Timer latency;
    private @Nullable StatefulRedisConnection<String, byte[]> connection;

    RedisLink(@Value("${recount.redis-url}") String url, MeterRegistry meters) {
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
        latency =
                Timer.builder("recount.redis.latency")
                        .description("A pipeline of commands, sent and answered")
                        .publishPercentiles(0.5, 0.99)
                        .register(meters);
    }

    public synchronized RedisAsyncCommands<String, byte[]> commands() {
        if (connection == null) {
            connection = client.connect(CODEC);
        }
        return connection.async();
    }

    /** The answer of a command that was sent; throws Lettuce's exception when there is none. */
    public <T> T await(RedisFuture<T> answer) {
        if (!answer.isDone()) {
            awaitAll(List.of(answer));
        }
        return LettuceFutures.awaitOrCancel(answer, 0, TimeUnit.NANOSECONDS);
    }

    /** Waits for all of a pipeline, and throws what the first failed one says. */
    public void awaitAll(Collection<? extends RedisFuture<?>> answers) {
        long start = System.nanoTime();
        if (!LettuceFutures.awaitAll(ANSWER_WITHIN, answers.toArray(RedisFuture<?>[]::new))) {
            throw new RedisCommandTimeoutException("Redis did not answer in " + ANSWER_WITHIN);
        }
        latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        answers.forEach(answer -> LettuceFutures.awaitOrCancel(answer, 0, TimeUnit.NANOSECONDS));
    }

    @Override
    public void destroy() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
