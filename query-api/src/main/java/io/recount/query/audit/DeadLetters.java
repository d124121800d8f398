package io.recount.query.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A page of what could not be applied and waits for a person.
 *
 * @param items newest first within their source; {@code source} says whose each is
 * @param missing sources that could not be asked just now
 */
record DeadLetters(
        List<Map<String, Object>> items, @Nullable String nextCursor, List<String> missing) {}
