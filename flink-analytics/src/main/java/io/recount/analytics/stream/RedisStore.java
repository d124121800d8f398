package io.recount.analytics.stream;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.recount.redis.CompareAndSet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Versioned hashes by the compare-and-set script over one pipelined connection. While Redis is away
 * commands are refused at once rather than queued: {@link StoreWriter} keeps what matters.
 */
final class RedisStore implements StoreSink.Store<VersionedHash> {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    /** Lettuce's own pause grows to 30 s, which would be seen as stale figures. */
    private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(2);

    private static final int THREADS = 2;

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;

    /** Of the script, as Redis names it; known once connected. */
    private @Nullable String scriptDigest;

    RedisStore(String url) {
        uri = RedisURI.create(url);
        uri.setTimeout(CONNECT_TIMEOUT);
        resources =
                ClientResources.builder()
                        .ioThreadPoolSize(THREADS)
                        .computationThreadPoolSize(THREADS)
                        .reconnectDelay(
                                Delay.exponential(
                                        Duration.ZERO,
                                        MAX_RECONNECT_DELAY,
                                        2,
                                        TimeUnit.MILLISECONDS))
                        .build();
        client = RedisClient.create(resources);
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .timeoutOptions(TimeoutOptions.enabled(COMMAND_TIMEOUT))
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(CONNECT_TIMEOUT)
                                        .keepAlive(true)
                                        .build())
                        .build());
    }

    @Override
    public CompletionStage<?> put(VersionedHash hash) {
        return connection().thenCompose(open -> compareAndSet(open.async(), hash));
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CONNECT_TIMEOUT);
        var unused = resources.shutdown(0, CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The one connection; a first attempt that failed is made again. */
    private CompletableFuture<StatefulRedisConnection<String, String>> connection() {
        @Nullable CompletableFuture<StatefulRedisConnection<String, String>> current = connection;
        if (current == null || current.isCompletedExceptionally()) {
            current = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
            connection = current;
        }
        return current;
    }

    private CompletionStage<Long> compareAndSet(
            RedisAsyncCommands<String, String> redis, VersionedHash hash) {
        String[] keys = {hash.key()};
        String[] arguments = hash.arguments();
        CompletionStage<Long> answer =
                redis.evalsha(digest(redis), ScriptOutputType.INTEGER, keys, arguments);
        return answer.exceptionallyCompose(
                problem ->
                        isNoScript(problem)
                                ? redis.eval(
                                        CompareAndSet.SCRIPT,
                                        ScriptOutputType.INTEGER,
                                        keys,
                                        arguments)
                                : CompletableFuture.failedFuture(problem));
    }

    private String digest(RedisAsyncCommands<String, String> redis) {
        if (scriptDigest == null) {
            scriptDigest = redis.digest(CompareAndSet.SCRIPT);
        }
        return scriptDigest;
    }

    /** A Redis that was restarted has forgotten the script; running it once teaches it again. */
    private static boolean isNoScript(Throwable problem) {
        return problem instanceof RedisNoScriptException
                || (problem instanceof CompletionException
                        && problem.getCause() instanceof RedisNoScriptException);
    }
}
