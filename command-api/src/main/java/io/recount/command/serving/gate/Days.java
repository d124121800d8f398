package io.recount.command.serving.gate;

import io.recount.command.serving.catalogue.Zones;
import io.recount.rules.BudgetDay;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The day in course of each time zone, remembered: working it out takes longer than an auction. */
@Component
public class Days {
    /** Far more than there are zones; beyond it they are looked up anew. */
    private static final int ZONES_MAX = 10_000;

    private final Map<Zones, Day> days = new ConcurrentHashMap<>();

    /** From its start to its end, which is where the next begins; epoch ms. */
    public record Day(long startMs, long endMs) {
        boolean has(long atMs) {
            return atMs >= startMs && atMs < endMs;
        }
    }

    public Day of(Zones zones, long atMs) {
        Day known = days.get(zones);
        if (known != null && known.has(atMs)) {
            return known;
        }
        if (days.size() >= ZONES_MAX) {
            days.clear();
        }
        Day day = day(zones, Instant.ofEpochMilli(atMs));
        days.put(zones, day);
        return day;
    }

    /** The midnight from which another zone counts ends the day of the one before. */
    private static Day day(Zones zones, Instant at) {
        Instant end = BudgetDay.midnightAfter(at, zones.at(at));
        if (at.isBefore(zones.from()) && zones.from().isBefore(end)) {
            end = zones.from();
        }
        return new Day(zones.dayStart(at).toEpochMilli(), end.toEpochMilli());
    }
}
