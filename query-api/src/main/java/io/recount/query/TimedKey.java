package io.recount.query;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The sort key of lists that go by time, newest first: the id parts what happened at once. */
public record TimedKey(Instant at, String id) {
    private static final char BETWEEN = '/';

    /** The key inside a cursor; null without one. */
    public static @Nullable TimedKey of(String list, @Nullable String cursor) {
        String key = Cursor.key(list, cursor);
        if (key == null) {
            return null;
        }
        int end = key.indexOf(BETWEEN);
        try {
            return new TimedKey(
                    Instant.parse(key.substring(0, Math.max(end, 0))), key.substring(end + 1));
        } catch (DateTimeException e) {
            throw Parameters.invalid("cursor", "cursor is not one that this list gave out");
        }
    }

    @Override
    public String toString() {
        return at.toString() + BETWEEN + id;
    }
}
