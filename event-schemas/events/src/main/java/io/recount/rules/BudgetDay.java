package io.recount.rules;

import java.time.Instant;
import java.time.ZoneId;

/** A budget's day is named by the instant at which it starts in the advertiser's zone. */
public final class BudgetDay {
    private BudgetDay() {}

    /** The start of the day in which the instant lies. */
    public static Instant startOf(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    /**
     * As {@link #startOf}, and never before a day that has already begun: where clocks are put back
     * across midnight (00:01 to 23:01, as Newfoundland did), yesterday does not come again.
     */
    static Instant notBefore(Instant begun, Instant instant, ZoneId zone) {
        Instant start = startOf(instant, zone);
        return start.isBefore(begun) ? begun : start;
    }
}
