package io.recount.ops.bench.detection;

import io.recount.ops.traffic.truth.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The plain rule: a minute with more clicks than the ad's mean of the last day and three standard
 * deviations. After ten minutes without one, the next is a new alarm.
 */
final class ThreeSigma {
    private static final double KEPT = 1 - 1.0 / 1_440;
    private static final long QUIET_MINUTES = 10;

    private final Map<String, Ad> ads = new HashMap<>();
    private final List<Surges.Alarm> alarms = new ArrayList<>();

    private static final class Ad {
        private double mean;
        private double square;
        private long highAt = -QUIET_MINUTES - 1;
    }

    void minute(long minute, List<Seen> clicks, boolean told) {
        Map<String, Integer> counts = new HashMap<>();
        clicks.forEach(click -> counts.merge(click.adId(), 1, Integer::sum));
        counts.keySet().forEach(id -> ads.computeIfAbsent(id, unused -> new Ad()));
        ads.forEach((id, ad) -> count(id, ad, counts.getOrDefault(id, 0), minute, told));
    }

    private void count(String id, Ad ad, int count, long minute, boolean told) {
        double deviation = Math.sqrt(Math.max(0, ad.square - ad.mean * ad.mean));
        if (count > 0 && count > ad.mean + 3 * deviation) {
            if (told && minute - ad.highAt > QUIET_MINUTES) {
                alarms.add(new Surges.Alarm(Set.of(id), minute + 1));
            }
            ad.highAt = minute;
        }
        ad.mean = ad.mean * KEPT + count * (1 - KEPT);
        ad.square = ad.square * KEPT + (double) count * count * (1 - KEPT);
    }

    List<Surges.Alarm> alarms() {
        return alarms;
    }
}
