package io.recount.query.metrics;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
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
    Instant startOf(Instant at, ZoneId zone) {
        if (this == D1) {
            return dayStart(at.atZone(zone).toLocalDate(), zone);
        }
        long ms = length.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), ms) * ms);
    }

    /** Start of the window {@code count} after (before, if negative) the one that starts there. */
    Instant plus(Instant start, long count, ZoneId zone) {
        return this == D1
                ? dayStart(start.atZone(zone).toLocalDate().plusDays(count), zone)
                : start.plus(length.multipliedBy(count));
    }

    /** About how many windows lie between; exact but for days. */
    long countBetween(Instant from, Instant to) {
        return Duration.between(from, to).dividedBy(length);
    }

    /** Starts of the windows that begin in {@code [from, to)}, and the end of the last. */
    List<Instant> bounds(Instant from, Instant to, ZoneId zone) {
        List<Instant> bounds = new ArrayList<>();
        Instant start = from;
        while (start.isBefore(to)) {
            bounds.add(start);
            start = plus(start, 1, zone);
        }
        bounds.add(start);
        return bounds;
    }

    private static Instant dayStart(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    @Override
    public String toString() {
        return text;
    }
}
