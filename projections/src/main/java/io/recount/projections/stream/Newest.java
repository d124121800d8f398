package io.recount.projections.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Of each id the newest value and the position that it is of. In the order of the ids, so that two
 * transactions lock rows in the same order.
 */
public final class Newest<V> {
    private final Map<String, At<V>> values = new TreeMap<>();

    /** A value and the log's position of the event that it comes from. */
    public record At<V>(String id, long position, V value) {}

    /** Ignored when what is held is as new or newer. */
    public void put(String id, long position, V value) {
        values.merge(
                id,
                new At<>(id, position, value),
                (held, given) -> given.position() > held.position() ? given : held);
    }

    /** As {@link #put}, the new value made of the held one, if any, and the given one. */
    public void merge(String id, long position, V value, BiFunction<V, V, V> change) {
        At<V> held = values.get(id);
        if (held == null) {
            put(id, position, value);
        } else {
            put(id, position, change.apply(held.value(), value));
        }
    }

    public @Nullable At<V> get(String id) {
        return values.get(id);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public Stream<At<V>> stream() {
        return values.values().stream();
    }
}
