package io.recount.rules;

import io.recount.event.BudgetSnapshot;
import io.recount.event.NextZoneSnapshot;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The day in course of a budget. A day is named by the instant at which it starts in the
 * advertiser's zone, and one day ends where the next starts. Another zone counts from its own next
 * midnight: until then days are those of the zone before, the last of which that midnight cuts
 * short.
 *
 * @param end where the next day starts
 * @param zone whose midnights count
 * @param next the zone that will count; null when nothing changes
 */
public record BudgetDay(Instant start, Instant end, ZoneId zone, @Nullable NextZone next) {
    /** A zone that was asked for, and its midnight from which it counts. */
    public record NextZone(ZoneId zone, Instant from) {}

    static BudgetDay of(BudgetSnapshot snapshot) {
        NextZoneSnapshot next = snapshot.getNextZone();
        return new BudgetDay(
                snapshot.getDayStart(),
                snapshot.getDayEnd(),
                ZoneId.of(snapshot.getTimeZone()),
                next == null
                        ? null
                        : new NextZone(ZoneId.of(next.getTimeZone()), next.getZoneFrom()));
    }

    static BudgetDay of(Instant instant, ZoneId zone) {
        return starting(startOf(instant, zone), zone, null);
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

    /** The start of the day in which the instant lies, where the zone changes at {@code from}. */
    public static Instant startOf(Instant instant, ZoneId before, Instant from, ZoneId then) {
        return startOf(instant, instant.isBefore(from) ? before : then);
    }

    /** The first midnight of the zone after the instant. */
    public static Instant midnightAfter(Instant instant, ZoneId zone) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        Instant midnight = midnight(date, zone);
        // More than once where a whole date was left out, as Samoa did with 30 December 2011.
        while (!midnight.isAfter(instant)) {
            date = date.plusDays(1);
            midnight = midnight(date, zone);
        }
        return midnight;
    }

    /** The day in which that instant lies; never an earlier one than this. */
    public BudgetDay at(Instant instant) {
        if (instant.isBefore(end)) {
            return this;
        }
        if (next != null && !instant.isBefore(next.from)) {
            return of(instant, next.zone);
        }
        return starting(startOf(instant, zone), zone, next);
    }

    /** The same day, where another zone counts from then on, or this one goes on counting. */
    BudgetDay followedBy(ZoneId then, Instant from) {
        return starting(start, zone, then.equals(zone) ? null : new NextZone(then, from));
    }

    /** The zone that was asked for last, whether it counts already or not. */
    public ZoneId wantedZone() {
        return next == null ? zone : next.zone;
    }

    private static BudgetDay starting(Instant start, ZoneId zone, @Nullable NextZone next) {
        Instant midnight = midnightAfter(start, zone);
        Instant end = next != null && next.from.isBefore(midnight) ? next.from : midnight;
        return new BudgetDay(start, end, zone, next);
    }

    private static Instant midnight(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }
}
