package io.recount.command.serving.pacing;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/**
 * How much traffic each hour brings, learned from the ad requests of the last weeks: an hour is
 * like the same hour of the weeks before; where those are not known, like that hour of other days;
 * where nothing is known, like a usual day of the advertiser's zone. Only its shape matters.
 */
@Component
public class TrafficCurve {
    static final long HOUR_MS = 3_600_000;
    static final int HOURS_KEPT = 4 * 168;

    private static final int HOURS_A_DAY = 24;
    private static final int HOURS_A_WEEK = 168;

    /**
     * People's day on the web by local hour, roughly: quiet at four, busiest in the evening. It
     * counts until a day of our own was seen.
     */
    private static final double[] USUAL_DAY = {
        0.6, 0.4, 0.3, 0.25, 0.25, 0.3, 0.45, 0.7, 0.9, 1.05, 1.1, 1.15,
        1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.25, 1.35, 1.45, 1.45, 1.2, 0.9
    };

    /** Requests by hours since 1970; of the past, all instances together. */
    private volatile Map<Long, Long> hours = Map.of();

    /** What this instance saw and did not tell the others yet. */
    private final Map<Long, LongAdder> untold = new ConcurrentHashMap<>();

    /** One ad request came. */
    public void saw(Instant at) {
        untold.computeIfAbsent(hour(at.toEpochMilli()), hour -> new LongAdder()).increment();
    }

    static long hour(long atMs) {
        return Math.floorDiv(atMs, HOUR_MS);
    }

    /** Takes what was counted since the last time, by hour. */
    Map<Long, Long> takeUntold(Instant now) {
        long current = hour(now.toEpochMilli());
        Map<Long, Long> taken = new HashMap<>();
        untold.forEach(
                (hour, seen) -> {
                    long requests = seen.sumThenReset();
                    if (requests > 0) {
                        taken.put(hour, requests);
                    } else if (hour < current) {
                        untold.remove(hour);
                    }
                });
        return taken;
    }

    /** What all instances saw. Hours that were known and are not among them stay known. */
    public void learn(Map<Long, Long> counted, Instant now) {
        long oldest = hour(now.toEpochMilli()) - HOURS_KEPT;
        Map<Long, Long> merged = new HashMap<>(hours);
        counted.forEach((hour, seen) -> merged.merge(hour, seen, Math::max));
        merged.keySet().removeIf(hour -> hour < oldest);
        hours = Map.copyOf(merged);
    }

    Map<Long, Long> known() {
        return hours;
    }

    /**
     * The traffic to be expected in the hours that begin at those instants, each an hour after the
     * other; no hour is without any.
     */
    double[] expected(long firstMs, int count, ZoneId zone) {
        Map<Long, Long> seen = hours;
        double unit = unit(seen, hour(firstMs), zone);
        double[] expected = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            expected[i] = expected(seen, firstMs + i * HOUR_MS, zone, unit);
            sum += expected[i];
        }
        double least = sum / count / 50;
        for (int i = 0; i < count; i++) {
            expected[i] = Math.max(least, expected[i]);
        }
        return expected;
    }

    /** Where zones begin their hours at half past, an hour is of two halves. */
    private static double expected(Map<Long, Long> seen, long atMs, ZoneId zone, double unit) {
        double later = Math.floorMod(atMs, HOUR_MS) / (double) HOUR_MS;
        double first = ofHour(seen, hour(atMs), zone, unit);
        return later == 0
                ? first
                : (1 - later) * first + later * ofHour(seen, hour(atMs) + 1, zone, unit);
    }

    private static double ofHour(Map<Long, Long> seen, long hour, ZoneId zone, double unit) {
        double mean = mean(seen, hour, HOURS_A_WEEK);
        if (mean < 0) {
            mean = mean(seen, hour, HOURS_A_DAY);
        }
        return mean < 0 ? unit * usual(hour, zone) : mean;
    }

    /** Of the hours that lie whole steps before it; -1 where none is known. */
    private static double mean(Map<Long, Long> seen, long hour, int step) {
        double sum = 0;
        int found = 0;
        for (long earlier = hour - step; earlier >= hour - HOURS_KEPT; earlier -= step) {
            Long count = seen.get(earlier);
            if (count != null) {
                sum += count;
                found++;
            }
        }
        return found == 0 ? -1 : sum / found;
    }

    /** What a usual day's 1.0 is here, by the hours that are known and over. */
    private static double unit(Map<Long, Long> seen, long before, ZoneId zone) {
        double counted = 0;
        double usual = 0;
        for (Map.Entry<Long, Long> entry : seen.entrySet()) {
            if (entry.getKey() < before) {
                counted += entry.getValue();
                usual += usual(entry.getKey(), zone);
            }
        }
        return usual == 0 ? 1 : Math.max(1, counted / usual);
    }

    private static double usual(long hour, ZoneId zone) {
        return USUAL_DAY[Instant.ofEpochMilli(hour * HOUR_MS).atZone(zone).getHour()];
    }
}
