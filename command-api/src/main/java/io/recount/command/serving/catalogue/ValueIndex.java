package io.recount.command.serving.catalogue;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** The slots by values that campaigns name: categories, countries, kinds of devices. */
final class ValueIndex {
    private final Map<String, Slots> byValue = new ConcurrentHashMap<>();

    /** Campaigns that name none. */
    private final Slots unnamed;

    ValueIndex() {
        this(new Slots());
    }

    private ValueIndex(Slots unnamed) {
        this.unnamed = unnamed;
    }

    void add(Collection<String> values, int slot, Consumer<Slots> touched) {
        if (values.isEmpty()) {
            add(unnamed, slot, touched);
        }
        values.stream()
                .map(ValueIndex::key)
                .distinct()
                .forEach(key -> add(byValue.computeIfAbsent(key, k -> new Slots()), slot, touched));
    }

    private static void add(Slots slots, int slot, Consumer<Slots> touched) {
        if (slots.add(slot)) {
            touched.accept(slots);
        }
    }

    /** Adds those that name the value. */
    void find(String value, RoaringBitmap found) {
        Slots slots = byValue.get(key(value));
        if (slots != null) {
            slots.addTo(found);
        }
    }

    /**
     * Those of the candidates that name the value or none at all; something unknown is named by
     * nobody.
     */
    RoaringBitmap allowed(RoaringBitmap candidates, @Nullable String value) {
        if (byValue.isEmpty()) {
            return candidates;
        }
        RoaringBitmap allowed = unnamed.among(candidates);
        Slots named = value == null ? null : byValue.get(key(value));
        if (named != null) {
            allowed.or(named.among(candidates));
        }
        return allowed;
    }

    private static String key(String value) {
        return value.toLowerCase(Locale.ROOT);
    }

    ValueIndex moved(int[] newSlots) {
        Slots kept = unnamed.moved(newSlots);
        ValueIndex moved = new ValueIndex(kept == null ? new Slots() : kept);
        byValue.forEach(
                (value, slots) -> {
                    Slots named = slots.moved(newSlots);
                    if (named != null) {
                        moved.byValue.put(value, named);
                    }
                });
        return moved;
    }
}
