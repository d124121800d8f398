package io.recount.command.serving.catalogue;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.Timer;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the catalogue's keys in Redis over one connection. */
final class CatalogueReader {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueReader.class);

    private static final String NO_CHANGE = "0-0";
    private static final int CHANGES_MAX = 500;
    private static final int PAGE = 1_000;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

    private final RedisCommands<String, byte[]> redis;
    private final RedisAsyncCommands<String, byte[]> pages;
    private final Timer latency;

    CatalogueReader(StatefulRedisConnection<String, byte[]> connection, Timer latency) {
        this.redis = connection.sync();
        this.pages = connection.async();
        this.latency = latency;
    }

    boolean isReady() {
        return redis.exists(RedisKeys.CATALOGUE_READY) > 0;
    }

    /** Flushed, or restored to before that change. */
    boolean hasLost(String change) {
        return !isReady() || isBefore(newestChange(), change);
    }

    String newestChange() {
        var newest = redis.xrevrange(RedisKeys.CATALOGUE_CHANGES, Range.unbounded(), Limit.from(1));
        return newest.isEmpty() ? NO_CHANGE : newest.get(0).getId();
    }

    /** All that is there, in pages; advertisers first, since campaigns are in their zones. */
    void all(Consumer<Changes> page) {
        scan(
                RedisKeys.CATALOGUE_ADVERTISERS,
                CatalogueAdvertiser.class,
                found -> page.accept(Changes.of(found.toArray(CatalogueAdvertiser[]::new))));
        scan(
                RedisKeys.CATALOGUE_EXPERIMENTS,
                CatalogueExperiment.class,
                found -> page.accept(Changes.of(found.toArray(CatalogueExperiment[]::new))));
        scan(
                RedisKeys.CATALOGUE,
                CatalogueCampaign.class,
                found -> page.accept(Changes.of(found.toArray(CatalogueCampaign[]::new))));
    }

    private <T extends SpecificRecordBase> void scan(
            String hash, Class<T> type, Consumer<List<T>> page) {
        CompletableFuture<Page<T>> next = fetch(hash, ScanCursor.INITIAL, type);
        for (boolean more = true; more; ) {
            Page<T> read = await(next);
            more = !read.upTo.isFinished();
            if (more) {
                next = fetch(hash, read.upTo, type);
            }
            page.accept(read.entries);
        }
    }

    private record Page<T>(ScanCursor upTo, List<T> entries) {}

    /** Read and decoded beside the thread that takes the page before it in. */
    private <T extends SpecificRecordBase> CompletableFuture<Page<T>> fetch(
            String hash, ScanCursor from, Class<T> type) {
        return pages.hscan(hash, from, ScanArgs.Builder.limit(PAGE))
                .toCompletableFuture()
                .thenApplyAsync(found -> new Page<>(found, decoded(found.getMap().values(), type)));
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Stopped in the middle of a load", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Redis stopped to answer", e);
        }
    }

    /**
     * What came behind a change.
     *
     * @param newest the last of them
     * @param full there may be more
     */
    record News(List<StreamMessage<String, byte[]>> changes, String newest, boolean full) {
        boolean isEmpty() {
            return changes.isEmpty();
        }
    }

    /** Waits for changes behind that one, no longer than given. */
    @SuppressWarnings("unchecked") // Lettuce takes the streams as varargs of a generic type.
    News awaitNews(String last, Duration atMost) {
        List<StreamMessage<String, byte[]>> changes =
                redis.xread(
                        XReadArgs.Builder.block(atMost).count(CHANGES_MAX),
                        StreamOffset.from(RedisKeys.CATALOGUE_CHANGES, last));
        return changes.isEmpty()
                ? new News(List.of(), last, false)
                : new News(
                        changes,
                        changes.get(changes.size() - 1).getId(),
                        changes.size() == CHANGES_MAX);
    }

    /** Whether changes behind that one have been trimmed away before we read them. */
    boolean hasPassed(String last, News news) {
        if (last.equals(NO_CHANGE)) {
            return news.full; // Nothing was there to compare with.
        }
        var oldest = redis.xrange(RedisKeys.CATALOGUE_CHANGES, Range.unbounded(), Limit.from(1));
        return !oldest.isEmpty() && isBefore(last, oldest.get(0).getId());
    }

    /** The entries that the changes are about, as they are now. */
    Changes changed(News news) {
        String[] campaigns = ids(news, RedisKeys.CHANGED_CAMPAIGN);
        List<String> gone = new ArrayList<>();
        List<byte[]> entries = values(RedisKeys.CATALOGUE, campaigns, gone);
        return new Changes(
                decoded(entries, CatalogueCampaign.class),
                decoded(
                        values(
                                RedisKeys.CATALOGUE_ADVERTISERS,
                                ids(news, RedisKeys.CHANGED_ADVERTISER),
                                new ArrayList<>()),
                        CatalogueAdvertiser.class),
                decoded(
                        values(
                                RedisKeys.CATALOGUE_EXPERIMENTS,
                                ids(news, RedisKeys.CHANGED_EXPERIMENT),
                                new ArrayList<>()),
                        CatalogueExperiment.class),
                gone);
    }

    private static String[] ids(News news, String kind) {
        return news.changes.stream()
                .map(change -> change.getBody().get(kind))
                .filter(Objects::nonNull)
                .map(id -> new String(id, StandardCharsets.UTF_8))
                .distinct()
                .toArray(String[]::new);
    }

    private List<byte[]> values(String hash, String[] ids, List<String> missing) {
        List<byte[]> values = new ArrayList<>(ids.length);
        if (ids.length == 0) {
            return values;
        }
        List<KeyValue<String, byte[]>> fields = latency.record(() -> redis.hmget(hash, ids));
        for (KeyValue<String, byte[]> field : Objects.requireNonNull(fields)) {
            if (field.hasValue()) {
                values.add(field.getValue());
            } else {
                missing.add(field.getKey());
            }
        }
        return values;
    }

    /** What cannot be read is left out: one broken entry must not keep all others away. */
    private static <T extends SpecificRecordBase> List<T> decoded(
            Collection<byte[]> entries, Class<T> type) {
        List<T> decoded = new ArrayList<>(entries.size());
        for (byte[] entry : entries) {
            try {
                decoded.add(AvroCodec.decode(entry, type));
            } catch (RuntimeException e) {
                LOG.error("Left out: a {} in Redis that cannot be read", type.getSimpleName(), e);
            }
        }
        return decoded;
    }

    private static boolean isBefore(String id, String other) {
        long millis = part(id, 0);
        long otherMillis = part(other, 0);
        return millis == otherMillis ? part(id, 1) < part(other, 1) : millis < otherMillis;
    }

    private static long part(String id, int which) {
        return Long.parseLong(id.split("-", -1)[which]);
    }
}
