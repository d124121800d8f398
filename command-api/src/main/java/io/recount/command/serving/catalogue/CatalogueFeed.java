package io.recount.command.serving.catalogue;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.event.CatalogueCampaign;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the {@link Catalogue} current from Redis: loads the hash once, then follows its change
 * stream and reads each changed entry again. Whenever the stream may have lost something (Redis
 * away, flushed, or trimmed past us) everything is loaded again; until it is complete there, what
 * is in memory goes on serving.
 */
@Component
class CatalogueFeed implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueFeed.class);

    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final int CHANGES_MAX = 500;

    /** Older than this, the service says it is not ready. */
    private static final Duration STALE_AFTER = Duration.ofSeconds(30);

    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final Catalogue catalogue;
    private final RedisClient redis;
    private final Timer latency;

    private volatile boolean running;
    private volatile boolean loaded;
    private volatile long currentNanos = System.nanoTime();
    private @Nullable Thread thread;

    CatalogueFeed(Catalogue catalogue, RedisClient redis, MeterRegistry meters) {
        this.catalogue = catalogue;
        this.redis = redis;
        this.latency =
                Timer.builder("recount.redis.latency")
                        .description("Round trip of a catalogue read")
                        .tag("use", "catalogue")
                        .publishPercentileHistogram()
                        .register(meters);
        Gauge.builder("recount.catalogue.campaigns", catalogue, Catalogue::size).register(meters);
        Gauge.builder("recount.catalogue.age", this, feed -> feed.age().toNanos() / 1e9)
                .description("Time since the catalogue was known to be current")
                .baseUnit("seconds")
                .register(meters);
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this::follow, "catalogue-feed");
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

    @Override
    public Health health() {
        boolean fresh = loaded && age().compareTo(STALE_AFTER) < 0;
        return (fresh ? Health.up() : Health.down())
                .withDetail("campaigns", catalogue.size())
                .withDetail("ageMs", age().toMillis())
                .build();
    }

    private Duration age() {
        return Duration.ofNanos(System.nanoTime() - currentNanos);
    }

    private void follow() {
        boolean said = false;
        while (running) {
            try (StatefulRedisConnection<String, byte[]> connection = redis.connect(CODEC)) {
                follow(connection.sync());
                said = false;
            } catch (RuntimeException e) {
                if (running && !said) {
                    LOG.warn("Catalogue feed lost Redis, trying again: {}", e.toString());
                    said = true;
                }
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    /** Returns when everything has to be loaded again. */
    @SuppressWarnings("unchecked") // Lettuce takes the streams as varargs of a generic type.
    private void follow(RedisCommands<String, byte[]> commands) {
        if (commands.exists(RedisKeys.CATALOGUE_READY) == 0) {
            LockSupport.parkNanos(RETRY.toNanos());
            return;
        }
        String last = newestChange(commands);
        load(commands);
        while (running) {
            List<StreamMessage<String, byte[]>> changes =
                    commands.xread(
                            XReadArgs.Builder.block(BLOCK).count(CHANGES_MAX),
                            StreamOffset.from(RedisKeys.CATALOGUE_CHANGES, last));
            if (!changes.isEmpty()) {
                last = changes.get(changes.size() - 1).getId();
                refresh(commands, changes);
            } else if (lost(commands, last)) {
                LOG.warn("Redis lost the catalogue; serving what is in memory until it is back");
                return;
            }
            currentNanos = System.nanoTime();
        }
    }

    /** Flushed, or restored to before what we have read. */
    private static boolean lost(RedisCommands<String, byte[]> commands, String last) {
        return commands.exists(RedisKeys.CATALOGUE_READY) == 0
                || millis(newestChange(commands)) < millis(last);
    }

    private static long millis(String streamId) {
        return Long.parseLong(streamId.substring(0, streamId.indexOf('-')));
    }

    private static String newestChange(RedisCommands<String, byte[]> commands) {
        var newest =
                commands.xrevrange(RedisKeys.CATALOGUE_CHANGES, Range.unbounded(), Limit.from(1));
        return newest.isEmpty() ? "0-0" : newest.get(0).getId();
    }

    private void load(RedisCommands<String, byte[]> commands) {
        long start = System.nanoTime();
        catalogue.replaceAll(
                Catalogue.of(
                        commands.hgetall(RedisKeys.CATALOGUE).values().stream()
                                .map(CatalogueFeed::entry)
                                .toList()));
        loaded = true;
        currentNanos = System.nanoTime();
        LOG.info(
                "Catalogue loaded: {} campaigns in {} ms",
                catalogue.size(),
                TimeUnit.NANOSECONDS.toMillis(currentNanos - start));
    }

    private void refresh(
            RedisCommands<String, byte[]> commands, List<StreamMessage<String, byte[]>> changes) {
        String[] ids =
                changes.stream()
                        .map(change -> change.getBody().get("campaign"))
                        .filter(id -> id != null)
                        .map(id -> new String(id, StandardCharsets.UTF_8))
                        .distinct()
                        .toArray(String[]::new);
        List<KeyValue<String, byte[]>> entries =
                latency.record(() -> commands.hmget(RedisKeys.CATALOGUE, ids));
        if (entries != null) {
            catalogue.update(
                    Catalogue.of(
                            entries.stream()
                                    .filter(KeyValue::hasValue)
                                    .map(entry -> entry(entry.getValue()))
                                    .toList()));
        }
    }

    private static CatalogueCampaign entry(byte[] bytes) {
        return AvroCodec.decode(bytes, CatalogueCampaign.class);
    }
}
