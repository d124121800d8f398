package io.recount.command.serving.gate;

import io.recount.command.serving.catalogue.AtHand;
import io.recount.command.serving.catalogue.ServingCampaign;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value for each campaign, or each advertiser, by its id. Requests get it through the campaign,
 * where it is at hand after the first time. Safe for threads.
 */
final class Kept<T> {
    private final Map<String, Cell<T>> cells = new ConcurrentHashMap<>();

    static final class Cell<T> {
        private final Kept<T> owner;

        /** Null once it was removed: some campaign may have the cell at hand all the same. */
        private volatile @Nullable T value;

        private Cell(Kept<T> owner, T value) {
            this.owner = owner;
            this.value = value;
        }
    }

    /**
     * @param key of the campaign or of its advertiser
     * @param place where it is at hand
     */
    @Nullable T of(String key, ServingCampaign campaign, AtHand.Place<Cell<T>> place) {
        Cell<T> cell = place.of(campaign);
        T value = cell == null || cell.owner != this ? null : cell.value;
        return value == null ? found(key, campaign, place) : value;
    }

    private @Nullable T found(String key, ServingCampaign campaign, AtHand.Place<Cell<T>> place) {
        Cell<T> cell = cells.get(key);
        if (cell == null) {
            return null;
        }
        place.put(campaign, cell);
        return cell.value;
    }

    @Nullable T of(String key) {
        Cell<T> cell = cells.get(key);
        return cell == null ? null : cell.value;
    }

    T ofOrNew(String key, Supplier<T> first) {
        T value = of(key);
        return value == null
                ? Objects.requireNonNull(
                        cells.computeIfAbsent(key, k -> new Cell<>(this, first.get())).value)
                : value;
    }

    /** Unless there is one that does not give way. */
    void put(String key, T value, Predicate<T> givesWay) {
        cells.compute(
                key,
                (k, cell) -> {
                    if (cell == null) {
                        return new Cell<>(this, value);
                    }
                    if (givesWay.test(Objects.requireNonNull(cell.value))) {
                        cell.value = value;
                    }
                    return cell;
                });
    }

    /** Looks first and locks only to remove: most stay, and a map writes where it locks. */
    void removeIf(BiPredicate<String, T> leaves) {
        cells.forEach(
                (key, seen) -> {
                    T value = seen.value;
                    if (value != null && leaves.test(key, value)) {
                        cells.computeIfPresent(key, (k, cell) -> unlessIt(leaves, k, cell));
                    }
                });
    }

    private static <T> @Nullable Cell<T> unlessIt(
            BiPredicate<String, T> leaves, String key, Cell<T> cell) {
        if (!leaves.test(key, Objects.requireNonNull(cell.value))) {
            return cell;
        }
        cell.value = null;
        return null;
    }

    void forEach(Consumer<T> each) {
        for (Cell<T> cell : cells.values()) {
            T value = cell.value;
            if (value != null) {
                each.accept(value);
            }
        }
    }

    int size() {
        return cells.size();
    }
}
