package io.recount.command.serving.gate;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Redis for those who cannot wait: an answer within a few milliseconds or none. After some
 * questions without an answer nobody asks for a second, so a Redis that hangs costs hardly any
 * request its time. Whoever keeps the connection alive hands it in; this one never connects.
 */
@Component
public class QuickRedis implements AutoCloseable {
    private static final int FAILURES_MAX = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final long deadlineNanos;
    private final Breaker breaker = new Breaker(FAILURES_MAX, PAUSE.toNanos());
    private final Timer latency;
    private final Deadlines deadlines = new Deadlines();

    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    public QuickRedis(
            @Value("${recount.serving.redis-deadline:5ms}") Duration deadline,
            MeterRegistry meters) {
        this.deadlineNanos = deadline.toNanos();
        this.latency =
                Timer.builder("recount.redis.latency")
                        .description("A question of an ad request, answered in time or not")
                        .tag("use", "ad-request")
                        .publishPercentileHistogram()
                        .register(meters);
        Gauge.builder("recount.gate.breaker", this, redis -> redis.isAway() ? 1 : 0)
                .description("1 while ad requests are decided without Redis")
                .register(meters);
    }

    public void use(@Nullable StatefulRedisConnection<String, String> open) {
        connection = open;
    }

    public boolean isAway() {
        return connection == null || breaker.isOpen(System.nanoTime());
    }

    /** The answer to a question of one round trip; null when there is none in time. */
    public <T> @Nullable T ask(
            Function<RedisAsyncCommands<String, String>, ? extends CompletionStage<T>> question) {
        StatefulRedisConnection<String, String> open = connection;
        long start = System.nanoTime();
        if (open == null || !breaker.lets(start)) {
            return null;
        }
        CompletableFuture<T> answer = null;
        try {
            answer = question.apply(open.async()).toCompletableFuture();
            deadlines.end(answer, start + deadlineNanos);
            T found = answer.get();
            breaker.succeeded();
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            breaker.failed(System.nanoTime());
        } finally {
            latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            if (answer != null) {
                answer.cancel(false);
            }
        }
        return null;
    }

    /** Sends what needs no answer; what cannot be sent now is lost. */
    public void tell(Function<RedisAsyncCommands<String, String>, RedisFuture<?>> message) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null || breaker.isOpen(System.nanoTime())) {
            return;
        }
        try {
            var unused = message.apply(open.async());
        } catch (RuntimeException e) {
            breaker.failed(System.nanoTime());
        }
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
