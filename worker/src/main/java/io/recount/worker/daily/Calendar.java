package io.recount.worker.daily;

import io.recount.rules.BudgetDay;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An advertiser's days. They follow one another without gap or overlap, also across clock changes
 * and from one zone to the next.
 *
 * @param before the zone until {@code changed}; null where there was no other
 */
record Calendar(ZoneId zone, @Nullable ZoneId before, @Nullable Instant changed) {
    record Day(Instant start, Instant end) {}

    /** The days that end after {@code from} and not after {@code until}. */
    List<Day> daysBetween(Instant from, Instant until) {
        List<Day> days = new ArrayList<>();
        Day day = dayOf(from);
        while (!day.end().isAfter(until)) {
            days.add(day);
            day = dayOf(day.end());
        }
        return days;
    }

    private Day dayOf(Instant instant) {
        if (before != null && changed != null && instant.isBefore(changed)) {
            Instant midnight = BudgetDay.midnightAfter(instant, before);
            return new Day(
                    BudgetDay.startOf(instant, before),
                    midnight.isBefore(changed) ? midnight : changed);
        }
        return new Day(BudgetDay.startOf(instant, zone), BudgetDay.midnightAfter(instant, zone));
    }
}
