package io.recount.command.serving.gate;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the {@link SpendMirror} current, on a thread of its own: subscribes to what Redis pushes,
 * then loads what was there before, then pings on the connection of the pushes to know how current
 * the mirror is. An answer that fails to come for a second ends the connection, and all begins
 * anew; meanwhile what is in memory goes on deciding. Redis that was flushed and built again shows
 * another ready mark: then what it holds is loaded in place of what is here.
 *
 * <p>On the same beat instances tell one another what they have in flight; what else lives on
 * pushes listens on the same connection, see {@link Pushed}.
 */
@Component
class SpendFeed implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SpendFeed.class);

    private static final Duration BEAT = Duration.ofMillis(25);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(250);

    /** In beats: how often in-flight is told, and how often the rest is looked after. */
    private static final int TELL_EVERY = 10;

    private static final int LOOK_EVERY = 40;

    private final RedisClient redis;
    private final SpendMirror mirror;
    private final CounterLoad load;
    private final InFlight inFlight;
    private final QuickRedis quick;
    private final Freshness freshness;
    private final Clock clock;
    private final List<Pushed> others;
    private final Counter pushes;
    private final String instance = UUID.randomUUID().toString();

    private volatile boolean running;
    private @Nullable Thread thread;
    private @Nullable String ready;
    private boolean said;

    SpendFeed(
            RedisClient redis,
            SpendMirror mirror,
            CounterLoad load,
            InFlight inFlight,
            QuickRedis quick,
            Freshness freshness,
            Clock clock,
            List<Pushed> others,
            MeterRegistry meters) {
        this.redis = redis;
        this.mirror = mirror;
        this.load = load;
        this.inFlight = inFlight;
        this.quick = quick;
        this.freshness = freshness;
        this.clock = clock;
        this.others = others;
        this.pushes =
                Counter.builder("recount.gate.pushes")
                        .description(
                                "Messages with spend and balances that Redis pushed into the mirror")
                        .register(meters);
        Gauge.builder("recount.gate.records", mirror, SpendMirror::size)
                .description("Campaigns and advertisers whose spend and balance are in memory")
                .register(meters);
        Gauge.builder("recount.gate.instances", inFlight, InFlight::instances)
                .description("Instances that serve, this one too")
                .register(meters);
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this::run, "spend-feed");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        Thread current = thread;
        if (current != null) {
            current.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        while (running) {
            try (StatefulRedisPubSubConnection<String, String> pushed = redis.connectPubSub();
                    StatefulRedisConnection<String, String> plain = redis.connect()) {
                follow(pushed, plain);
            } catch (InterruptedException e) {
                return;
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                if (running && !said) {
                    LOG.warn("The spend mirror lost Redis, trying again: {}", e.toString());
                    said = true;
                }
            } finally {
                quick.use(null);
                inFlight.standStill(clock.millis());
            }
            inFlight.sweep(clock.millis());
            LockSupport.parkNanos(RETRY.toNanos());
        }
    }

    private void follow(
            StatefulRedisPubSubConnection<String, String> pushed,
            StatefulRedisConnection<String, String> plain)
            throws InterruptedException, ExecutionException, TimeoutException {
        freshness.mayLack();
        pushed.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, String message) {
                        heard(channel, message);
                    }
                });
        pushed.sync().subscribe(channels());
        others.forEach(Pushed::missed);
        quick.use(plain);
        for (long beat = 0; running; beat++) {
            ping(pushed);
            if (beat % TELL_EVERY == 0) {
                tell();
            }
            if (beat % LOOK_EVERY == 0) {
                inFlight.sweep(clock.millis());
                loadIfLacking(pushed, plain);
            }
            Thread.sleep(BEAT.toMillis());
        }
    }

    private String[] channels() {
        return Stream.concat(
                        Stream.of(RedisKeys.COUNTER_CHANGES, RedisKeys.IN_FLIGHT),
                        others.stream().map(Pushed::channel))
                .toArray(String[]::new);
    }

    private void heard(String channel, String message) {
        switch (channel) {
            case RedisKeys.COUNTER_CHANGES -> {
                message.lines().forEach(line -> CounterRecord.ofLine(line).ifPresent(mirror::put));
                pushes.increment();
            }
            case RedisKeys.IN_FLIGHT -> inFlight.hear(message, instance, clock.millis());
            default ->
                    others.stream()
                            .filter(other -> other.channel().equals(channel))
                            .forEach(other -> other.heard(message));
        }
    }

    private void ping(StatefulRedisPubSubConnection<String, String> pushed)
            throws InterruptedException, ExecutionException, TimeoutException {
        long sent = System.nanoTime();
        pushed.async().ping().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        freshness.currentAsOf(sent);
    }

    private void tell() {
        String said = inFlight.tell(instance, clock.millis());
        quick.tell(commands -> commands.publish(RedisKeys.IN_FLIGHT, said));
    }

    private void loadIfLacking(
            StatefulRedisPubSubConnection<String, String> pushed,
            StatefulRedisConnection<String, String> plain)
            throws InterruptedException, ExecutionException, TimeoutException {
        String mark =
                plain.async()
                        .get(RedisKeys.COUNTERS_READY)
                        .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        if (mark == null || (freshness.isLoaded() && mark.equals(ready))) {
            return;
        }
        boolean anew = ready != null && !mark.equals(ready);
        load.run(
                anew,
                () -> {
                    try {
                        ping(pushed);
                    } catch (ExecutionException | TimeoutException e) {
                        throw new IllegalStateException("Redis stopped to answer", e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("Stopped in the middle of a load", e);
                    }
                });
        ready = mark;
        freshness.loaded();
        inFlight.goOn();
        said = false;
        LOG.info("Spend and balances are in memory: {} records", mirror.size());
    }
}
