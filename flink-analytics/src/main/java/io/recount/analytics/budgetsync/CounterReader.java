package io.recount.analytics.budgetsync;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Counters of campaigns in Redis, over one connection that is not waited for. */
final class CounterReader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RedisClient client;
    private final RedisURI uri;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;

    CounterReader(String url) {
        uri = RedisURI.create(url);
        uri.setTimeout(TIMEOUT);
        client = RedisClient.create();
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                        .build());
    }

    /** Empty while all counters are being written anew: then a missing one tells nothing. */
    CompletionStage<Optional<Compared.Counter>> counter(String campaignId) {
        return connection().thenCompose(open -> read(open.async(), campaignId));
    }

    private static CompletionStage<Optional<Compared.Counter>> read(
            RedisAsyncCommands<String, String> redis, String campaignId) {
        String key = RedisKeys.campaignDay(campaignId);
        CompletionStage<Map<String, String>> fields = redis.hgetall(key);
        return fields.thenCombine(
                redis.exists(RedisKeys.COUNTERS_READY),
                (stored, ready) ->
                        ready > 0 ? Optional.of(counter(key, stored)) : Optional.empty());
    }

    private static Compared.Counter counter(String key, Map<String, String> fields) {
        return CounterRecord.ofFields(key, fields)
                .map(record -> Compared.Counter.of(record.position(), record.values()))
                .orElse(Compared.Counter.NONE);
    }

    /** Called by the task's thread alone; a first attempt that failed is made again. */
    private CompletableFuture<StatefulRedisConnection<String, String>> connection() {
        @Nullable CompletableFuture<StatefulRedisConnection<String, String>> current = connection;
        if (current == null || current.isCompletedExceptionally()) {
            current = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
            connection = current;
        }
        return current;
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, TIMEOUT);
    }
}
