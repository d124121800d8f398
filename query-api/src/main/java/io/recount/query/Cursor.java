package io.recount.query;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: the sort key of the last item shown, wrapped so that nobody builds on what
 * is inside. It names its list, so one list's cursor is refused by another.
 */
public final class Cursor {
    private Cursor() {}

    public static String after(String list, Object key) {
        String text = list + ' ' + key;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    public static boolean isOf(String list, String cursor) {
        return decoded(cursor).startsWith(list + ' ');
    }

    /** The sort key inside; null without a cursor. */
    public static @Nullable String key(String list, @Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        String text = decoded(cursor);
        if (!text.startsWith(list + ' ')) {
            throw invalid();
        }
        return text.substring(list.length() + 1);
    }

    /** As {@link #key}, a position; {@code none} without a cursor. */
    public static long position(String list, @Nullable String cursor, long none) {
        String key = key(list, cursor);
        if (key == null) {
            return none;
        }
        try {
            return Long.parseLong(key);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    private static String decoded(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static RuntimeException invalid() {
        return Parameters.invalid("cursor", "cursor is not one that this list gave out");
    }
}
