package io.recount.rules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The day in course of a budget. A day is named by the instant at which it starts in the
 * advertiser's zone, and one day ends where the next starts. Another zone counts from the end of
 * the day in course; its first day begins there and ends at its own next midnight, so it is shorter
 * than others and no day is ever longer than its zone makes it.
 *
 * @param zone whose midnights count
 * @param nextZone counts from {@code end} on; null when nothing changes
 */
public record BudgetDay(Instant start, Instant end, ZoneId zone, @Nullable ZoneId nextZone) {

    static BudgetDay of(Instant instant, ZoneId zone) {
        return starting(startOf(instant, zone), zone);
    }

    /**
     * The last midnight of the zone up to the instant. Where clocks are put back across midnight
     * (00:01 to 23:01, as Newfoundland did), the new day has begun and yesterday does not come
     * again; a date without midnight starts when its first instant does.
     */
    public static Instant startOf(Instant instant, ZoneId zone) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        Instant begun = midnight(date.plusDays(1), zone);
        return begun.isAfter(instant) ? midnight(date, zone) : begun;
    }

    /** The day in which that instant lies; never an earlier one than this. */
    public BudgetDay at(Instant instant) {
        if (instant.isBefore(end)) {
            return this;
        }
        ZoneId then = nextZone == null ? zone : nextZone;
        Instant begun = startOf(instant, then);
        return starting(begun.isBefore(end) ? end : begun, then);
    }

    /** The same day, after which days are those of another zone, or go on as they are. */
    BudgetDay followedBy(ZoneId newZone) {
        return new BudgetDay(start, end, zone, newZone.equals(zone) ? null : newZone);
    }

    /** The zone that was asked for last, whether it counts already or not. */
    public ZoneId wantedZone() {
        return nextZone == null ? zone : nextZone;
    }

    private static BudgetDay starting(Instant start, ZoneId zone) {
        LocalDate date = start.atZone(zone).toLocalDate();
        Instant end = start;
        // More than once where a whole date was left out, as Samoa did with 30 December 2011.
        while (!end.isAfter(start)) {
            date = date.plusDays(1);
            end = midnight(date, zone);
        }
        return new BudgetDay(start, end, zone, null);
    }

    private static Instant midnight(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }
}
