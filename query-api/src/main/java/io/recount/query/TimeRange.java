package io.recount.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code from} (inclusive) and {@code to} (exclusive) of a query; null where the caller left it
 * out.
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {
    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    public TimeRange {
        check("from", from);
        check("to", to);
        if (from != null && to != null && !from.isBefore(to)) {
            throw Parameters.invalid("from", "from " + from + " is not before to " + to);
        }
    }

    private static void check(String parameter, @Nullable Instant at) {
        if (at != null && (at.isBefore(FIRST) || at.isAfter(LAST))) {
            throw Parameters.invalid(
                    parameter, parameter + " lies between " + FIRST + " and " + LAST);
        }
    }
}
