package io.recount.query.metrics;

import io.recount.query.advertiser.DayZones;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The windows of the API. Minutes to hours are counted from the epoch, whatever the zone; a day is
 * the advertiser's own, from its midnight to its next, so it may have 23 or 25 hours and may begin
 * at half past a UTC hour.
 */
public enum Window {
    M1("1m", Duration.ofMinutes(1), 1500),
    M5("5m", Duration.ofMinutes(5), 1500),
    H1("1h", Duration.ofHours(1), 1500),
    D1("1d", Duration.ofDays(1), 100);

    private final String text;
    private final Duration length;
    private final int answeredMax;

    Window(String text, Duration length, int answeredMax) {
        this.text = text;
        this.length = length;
        this.answeredMax = answeredMax;
    }

    public static Window of(String text) {
        return Arrays.stream(values())
                .filter(window -> window.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No window '" + text + "'"));
    }

    /** How many windows one answer covers at the most. */
    int answeredMax() {
        return answeredMax;
    }

    /** Start of the window that holds this instant. */
    Instant startOf(Instant at, DayZones zones) {
        if (this == D1) {
            return zones.dayStart(at);
        }
        long ms = length.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), ms) * ms);
    }

    /** Start of the window after the one that starts there, which is the end of that one. */
    Instant next(Instant start, DayZones zones) {
        return this == D1 ? zones.nextDay(start) : start.plus(length);
    }

    /** Start of the window {@code count} before the one that starts there. */
    Instant before(Instant start, int count, DayZones zones) {
        if (this != D1) {
            return start.minus(length.multipliedBy(count));
        }
        Instant day = start;
        for (int n = 0; n < count; n++) {
            day = zones.dayStart(day.minusMillis(1));
        }
        return day;
    }

    /** About how many windows lie between; exact but for days. */
    long countBetween(Instant from, Instant to) {
        return Duration.between(from, to).dividedBy(length);
    }

    /** Starts of the windows that begin in {@code [from, to)}, and the end of the last. */
    List<Instant> bounds(Instant from, Instant to, DayZones zones) {
        List<Instant> bounds = new ArrayList<>();
        Instant start = from;
        while (start.isBefore(to)) {
            bounds.add(start);
            start = next(start, zones);
        }
        bounds.add(start);
        return bounds;
    }

    @Override
    public String toString() {
        return text;
    }
}
