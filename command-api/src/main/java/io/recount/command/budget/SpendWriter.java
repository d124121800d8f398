package io.recount.command.budget;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.redis.CounterRecord;
import io.recount.redis.CounterScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes counters to Redis behind the commits, on a thread of its own: whoever offers a record only
 * puts it into {@link SpendBacklog} and goes on, whatever Redis does. What comes within 20 ms goes
 * in one pipeline, of each counter the newest value: this instance's gate knows its own commits
 * already, others may be 50 ms behind, and under load a third of all calls is saved.
 */
@Component
class SpendWriter implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SpendWriter.class);
    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final long GATHER_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(250);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final int PIPELINE_MAX = 1_000;

    private final RedisClient redis;
    private final SpendBacklog backlog = new SpendBacklog();
    private final Timer latency;
    private final Timer delay;
    private final Counter failures;

    private volatile boolean running;
    private @Nullable Thread thread;
    private @Nullable StatefulRedisConnection<String, byte[]> connection;
    private boolean said;

    SpendWriter(RedisClient redis, MeterRegistry meters) {
        this.redis = redis;
        this.latency =
                Timer.builder("recount.redis.latency")
                        .description("A pipeline of commands, sent and answered")
                        .tag("use", "spend")
                        .publishPercentileHistogram()
                        .register(meters);
        this.delay =
                Timer.builder("recount.spend.delay")
                        .description("From a commit until Redis shows its spend and balances")
                        .publishPercentileHistogram()
                        .register(meters);
        this.failures =
                Counter.builder("recount.spend.failures")
                        .description("Pipelines of spend and balances that Redis did not take")
                        .register(meters);
        Gauge.builder("recount.spend.waiting", backlog, SpendBacklog::size)
                .description("Spend and balances that Redis does not show yet")
                .register(meters);
        Gauge.builder("recount.spend.dropped", backlog, SpendBacklog::dropped)
                .description("Records that found no place to wait; projections write them")
                .register(meters);
    }

    /** Never waits, and never fails. */
    void offer(Collection<CounterRecord> committed) {
        backlog.add(committed, System.nanoTime());
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this::run, "spend-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** What waits is still written, if Redis takes it in time. */
    @Override
    public void stop() {
        running = false;
        Thread current = thread;
        if (current != null) {
            backlog.wake();
            try {
                current.join(STOP_WITHIN.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stopped after those who commit: the highest phase stops first. */
    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        long lastNanos = System.nanoTime() - GATHER_NS;
        while (running || backlog.size() > 0) {
            if (running) {
                LockSupport.parkNanos(GATHER_NS - (System.nanoTime() - lastNanos));
            }
            SpendBacklog.Batch batch = backlog.take(() -> running);
            lastNanos = System.nanoTime();
            if (batch.records().isEmpty()) {
                continue;
            }
            try {
                write(batch.records());
                delay.record(System.nanoTime() - batch.sinceNanos(), TimeUnit.NANOSECONDS);
                said = false;
            } catch (RuntimeException e) {
                failed(batch, e);
            }
        }
        disconnect();
    }

    /** Back to where it waited, unless something newer came: one value a key, so it stays small. */
    private void failed(SpendBacklog.Batch batch, RuntimeException e) {
        failures.increment();
        if (!said) {
            LOG.warn("Redis does not take spend and balances now: {}", e.toString());
            said = true;
        }
        disconnect(); // A connection that hangs would keep all that was sent into it.
        if (running) {
            backlog.add(batch.records(), batch.sinceNanos());
            LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
        }
    }

    private void write(List<CounterRecord> records) {
        StatefulRedisConnection<String, byte[]> open = connection();
        for (int from = 0; from < records.size(); from += PIPELINE_MAX) {
            List<CounterRecord> part =
                    records.subList(from, Math.min(records.size(), from + PIPELINE_MAX));
            try {
                send(open, part);
            } catch (RedisNoScriptException e) {
                loadScript(open);
                send(open, part);
            }
        }
    }

    private void send(StatefulRedisConnection<String, byte[]> open, List<CounterRecord> records) {
        RedisAsyncCommands<String, byte[]> commands = open.async();
        String digest = commands.digest(CounterScript.SCRIPT);
        List<RedisFuture<Long>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int from = 0; from < records.size(); from += CounterScript.RECORDS_MAX) {
            List<CounterRecord> part =
                    records.subList(
                            from, Math.min(records.size(), from + CounterScript.RECORDS_MAX));
            answers.add(
                    commands.evalsha(
                            digest,
                            ScriptOutputType.INTEGER,
                            CounterScript.keys(part),
                            CounterScript.arguments(part)));
        }
        open.flushCommands();
        await(answers);
        latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private static void loadScript(StatefulRedisConnection<String, byte[]> open) {
        RedisFuture<String> loaded = open.async().scriptLoad(CounterScript.SCRIPT);
        open.flushCommands();
        await(List.of(loaded));
    }

    private static void await(List<? extends RedisFuture<?>> answers) {
        if (!LettuceFutures.awaitAll(ANSWER_WITHIN, answers.toArray(RedisFuture<?>[]::new))) {
            throw new RedisCommandTimeoutException("Redis did not answer in " + ANSWER_WITHIN);
        }
        answers.forEach(answer -> LettuceFutures.awaitOrCancel(answer, 0, TimeUnit.NANOSECONDS));
    }

    private StatefulRedisConnection<String, byte[]> connection() {
        if (connection == null) {
            connection = redis.connect(CODEC);
            connection.setAutoFlushCommands(false);
        }
        return connection;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for it to be closed.
    private void disconnect() {
        if (connection != null) {
            connection.closeAsync();
            connection = null;
        }
    }
}
