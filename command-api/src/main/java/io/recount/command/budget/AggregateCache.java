package io.recount.command.budget;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Aggregates that were used lately, so that a hot advertiser's history is not read again at each
 * click. Axon puts an aggregate in after its unit of work and throws it out when that is rolled
 * back.
 */
@Component("aggregateCache")
class AggregateCache implements Cache {
    private static final int AGGREGATES_MAX = 50_000;

    private final com.github.benmanes.caffeine.cache.Cache<Object, Object> aggregates =
            Caffeine.newBuilder().maximumSize(AGGREGATES_MAX).build();

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // As Axon declares it.
    public <K, V> @Nullable V get(K key) {
        return (V) aggregates.getIfPresent(key);
    }

    @Override
    public void put(Object key, Object value) {
        aggregates.put(key, value);
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return aggregates.asMap().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean remove(Object key) {
        return aggregates.asMap().remove(key) != null;
    }

    @Override
    public void removeAll() {
        aggregates.invalidateAll();
    }

    @Override
    public boolean containsKey(Object key) {
        return aggregates.asMap().containsKey(key);
    }

    @Override
    @SuppressWarnings("unchecked") // As Axon declares it.
    public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
        aggregates.asMap().computeIfPresent(key, (k, value) -> update.apply((V) value));
    }

    /** Axon's aggregate repositories do not listen, so there is nobody to tell. */
    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        return () -> true;
    }
}
