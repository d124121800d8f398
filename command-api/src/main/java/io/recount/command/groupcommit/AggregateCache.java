package io.recount.command.groupcommit;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Aggregates that were used lately, so that a hot advertiser's history is not read again at each
 * click. The lane owns it: Axon puts an aggregate in as its unit of work is committed and throws it
 * out when that fails.
 *
 * <p>Another thread may only {@link #load} what is missing. What it read is taken in unless the
 * lane touched the same aggregate meanwhile, so the lane's newer state is never overwritten and the
 * lane never waits for a load.
 */
@Component("aggregateCache")
public class AggregateCache implements Cache {
    private static final int AGGREGATES_MAX = 50_000;

    private final com.github.benmanes.caffeine.cache.Cache<Object, Object> aggregates =
            Caffeine.newBuilder()
                    .maximumSize(AGGREGATES_MAX)
                    .executor(Runnable::run) // Costs less than to wake another thread.
                    .build();
    private final ConcurrentMap<Object, Load> loads = new ConcurrentHashMap<>();

    /** One being read by another thread than the lane. Its entry's lock in {@code loads} guards. */
    private static final class Load {
        private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
        private final Thread reader = Thread.currentThread();
        private boolean outdated;
    }

    /**
     * Runs what puts this aggregate in, on the caller's thread; or waits for another thread that is
     * at it.
     */
    void load(String id, Runnable reading) {
        Load load = new Load();
        Load others = loads.putIfAbsent(id, load);
        if (others != null) {
            others.ended.join();
            return;
        }
        try {
            reading.run();
        } finally {
            loads.remove(id);
            load.ended.complete(null);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Axon declares it.
    public <K, V> @Nullable V get(K key) {
        return (V) aggregates.getIfPresent(key);
    }

    @Override
    public void put(Object key, Object value) {
        Load load = loads.get(key);
        if (load == null || load.reader != Thread.currentThread()) {
            touch(key);
            aggregates.put(key, value);
        } else {
            loads.computeIfPresent(key, (k, found) -> offer(k, value, found));
        }
    }

    private Load offer(Object key, Object value, Load load) {
        if (!load.outdated) {
            aggregates.asMap().putIfAbsent(key, value);
        }
        return load;
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        touch(key);
        return aggregates.asMap().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean remove(Object key) {
        touch(key);
        return aggregates.asMap().remove(key) != null;
    }

    @Override
    public void removeAll() {
        loads.keySet().forEach(this::touch);
        aggregates.invalidateAll();
    }

    @Override
    public boolean containsKey(Object key) {
        return aggregates.asMap().containsKey(key);
    }

    @Override
    @SuppressWarnings("unchecked") // As Axon declares it.
    public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
        touch(key);
        aggregates.asMap().computeIfPresent(key, (k, value) -> update.apply((V) value));
    }

    /** Axon's aggregate repositories do not listen, so there is nobody to tell. */
    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        return () -> true;
    }

    private void touch(Object key) {
        if (!loads.isEmpty()) {
            loads.computeIfPresent(
                    key,
                    (k, load) -> {
                        load.outdated = true;
                        return load;
                    });
        }
    }
}
