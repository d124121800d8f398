package io.recount.query;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor where the next page begins; null when this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    /** The most items that one page holds, and how many it holds unless asked otherwise. */
    public static final int LIMIT_MAX = 200;

    public static final int LIMIT_DEFAULT = 50;

    /** The limit asked for; null is the default. */
    public static int limit(@Nullable Integer asked) {
        return limit(asked, LIMIT_MAX);
    }

    /** The same of a list with large items, where a page holds at most so many. */
    public static int limit(@Nullable Integer asked, int most) {
        if (asked == null) {
            return Math.min(LIMIT_DEFAULT, most);
        }
        if (asked < 1 || asked > most) {
            throw Parameters.invalid("limit", "limit is a whole number from 1 to " + most);
        }
        return asked;
    }

    /**
     * A page from one row more than its limit: the extra row only says that there is a next page.
     */
    public static <R, T> Page<T> of(
            List<R> rows, int limit, Function<R, String> cursorOf, Function<R, T> item) {
        boolean more = rows.size() > limit;
        List<R> shown = more ? rows.subList(0, limit) : rows;
        String next = more ? cursorOf.apply(shown.get(limit - 1)) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }
}
