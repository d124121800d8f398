package io.recount.command.serving.catalogue;

import io.recount.event.CatalogueAdvertiser;
import io.recount.rules.BudgetDay;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The time zone of an advertiser, which changes at one of its midnights.
 *
 * @param before the zone before; the same where none changes
 * @param from since when {@code then} counts
 */
public record Zones(ZoneId before, Instant from, ZoneId then) {
    private static final int HOURS_A_DAY = 24;

    static Zones always(ZoneId zone) {
        return new Zones(zone, Instant.EPOCH, zone);
    }

    static Zones of(CatalogueAdvertiser advertiser) {
        ZoneId zone = ZoneId.of(advertiser.getTimeZone());
        String before = advertiser.getZoneBefore();
        Instant from = advertiser.getZoneFrom();
        return before == null || from == null
                ? always(zone)
                : new Zones(ZoneId.of(before), from, zone);
    }

    /** The zone in force. */
    public ZoneId at(Instant instant) {
        return instant.isBefore(from) ? before : then;
    }

    /** Where the advertiser's day began in which the instant lies: the day's name. */
    public Instant dayStart(Instant instant) {
        return BudgetDay.startOf(instant, before, from, then);
    }

    /** 0 is Monday 00:00. */
    public int hourOfWeek(Instant instant) {
        ZonedDateTime local = instant.atZone(at(instant));
        return (local.getDayOfWeek().getValue() - 1) * HOURS_A_DAY + local.getHour();
    }
}
