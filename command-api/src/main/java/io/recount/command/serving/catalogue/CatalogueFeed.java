package io.recount.command.serving.catalogue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Keeps the {@link Catalogue} current from Redis: loads everything once, then follows the change
 * stream and reads each changed entry again, all that came within a tenth of a second at once.
 * Whenever the stream may have lost something (Redis away, flushed, or trimmed past us) everything
 * is loaded again; until it is complete there, what is in memory goes on serving.
 */
@Component
class CatalogueFeed implements SmartLifecycle, HealthIndicator {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueFeed.class);

    private static final Duration BLOCK = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** Each batch makes a snapshot, which costs the same for one change as for a hundred. */
    private static final Duration BATCH = Duration.ofMillis(100);

    private static final RedisCodec<String, byte[]> CODEC =
            RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final Catalogue catalogue;
    private final RedisClient redis;
    private final Duration staleAfter;
    private final Timer latency;
    private final Timer loads;

    private volatile boolean running;
    private volatile boolean loaded;
    private volatile long currentNanos = System.nanoTime();
    private @Nullable Thread thread;

    /**
     * @param staleAfter not known to be current for so long, the service says it is not ready
     */
    CatalogueFeed(
            Catalogue catalogue,
            RedisClient redis,
            @Value("${recount.serving.stale-after:30s}") Duration staleAfter,
            MeterRegistry meters) {
        this.catalogue = catalogue;
        this.redis = redis;
        this.staleAfter = staleAfter;
        this.latency =
                Timer.builder("recount.redis.latency")
                        .description("Round trip of a catalogue read")
                        .tag("use", "catalogue")
                        .publishPercentileHistogram()
                        .register(meters);
        this.loads =
                Timer.builder("recount.catalogue.load")
                        .description("Reading the whole catalogue from Redis")
                        .register(meters);
        Gauge.builder("recount.catalogue.campaigns", catalogue, c -> c.snapshot().size())
                .description("Campaigns in memory that are neither drafts nor over")
                .register(meters);
        Gauge.builder("recount.catalogue.position", catalogue, c -> c.snapshot().version())
                .description("Log position of the newest event in the catalogue")
                .register(meters);
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
        boolean fresh = loaded && age().compareTo(staleAfter) < 0;
        return (fresh ? Health.up() : Health.down())
                .withDetail("campaigns", catalogue.snapshot().size())
                .withDetail("position", catalogue.snapshot().version())
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
                follow(new CatalogueReader(connection, latency));
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
    private void follow(CatalogueReader reader) {
        if (!reader.isReady()) {
            LockSupport.parkNanos(RETRY.toNanos());
            return;
        }
        String last = reader.newestChange();
        load(reader);
        long checkedNanos = currentNanos;
        while (running) {
            CatalogueReader.News news = reader.awaitNews(last, BLOCK);
            long begun = System.nanoTime();
            if (news.isEmpty() || begun - checkedNanos > BLOCK.toNanos()) {
                if (reader.hasLost(last)) {
                    LOG.warn("Redis lost the catalogue; what is in memory serves until it is back");
                    return;
                }
                checkedNanos = begun;
            }
            if (!news.isEmpty()) {
                if (reader.hasPassed(last, news)) {
                    LOG.warn("The catalogue's changes passed by unread; loading all of it");
                    return;
                }
                catalogue.update(reader.changed(news));
                last = news.newest();
            }
            currentNanos = begun;
            catalogue.forgetEnded();
            if (!news.isEmpty() && !news.full()) {
                LockSupport.parkNanos(BATCH.toNanos() - (System.nanoTime() - begun));
            }
        }
    }

    private void load(CatalogueReader reader) {
        long begun = System.nanoTime();
        Catalogue.Load load = catalogue.load();
        reader.all(load::take);
        load.finish();
        loaded = true;
        currentNanos = begun;
        long nanos = System.nanoTime() - begun;
        loads.record(nanos, TimeUnit.NANOSECONDS);
        LOG.info(
                "Catalogue loaded: {} campaigns in {} ms",
                catalogue.snapshot().size(),
                TimeUnit.NANOSECONDS.toMillis(nanos));
    }
}
