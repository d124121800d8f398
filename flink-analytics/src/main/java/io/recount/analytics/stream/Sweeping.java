package io.recount.analytics.stream;

import java.time.Duration;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.streaming.api.TimerService;

/**
 * A time to live for what is kept in maps and lists, which a timer sweeps now and then.
 *
 * <p>Left to itself Flink goes through the maps of five keys with every access to one. With some
 * hundred entries in each that was a quarter of all the job's work, and the more the longer it ran.
 */
public final class Sweeping {
    /** RocksDB drops what has expired when it compacts; it looks at the clock so often. */
    private static final long ENTRIES_A_LOOK = 1_000;

    private Sweeping() {}

    public static StateTtlConfig after(Duration timeToLive) {
        return StateTtlConfig.newBuilder(timeToLive)
                .disableCleanupInBackground()
                .cleanupInRocksdbCompactFilter(ENTRIES_A_LOOK)
                .build();
    }

    /** At the next multiple of the period by the clock; asking again and again changes nothing. */
    public static void due(TimerService timers, Duration period) {
        long nowMs = timers.currentProcessingTime();
        long periodMs = period.toMillis();
        timers.registerProcessingTimeTimer(nowMs - Math.floorMod(nowMs, periodMs) + periodMs);
    }

    /** Drops what has expired; true where something is left. */
    public static boolean sweep(MapState<?, ?> map) throws Exception {
        // To go through it is enough: what has expired is dropped on the way.
        boolean isLeft = false;
        for (Object unused : map.keys()) {
            isLeft = true;
        }
        if (!isLeft) {
            map.clear(); // Else the key stays with an empty map.
        }
        return isLeft;
    }
}
