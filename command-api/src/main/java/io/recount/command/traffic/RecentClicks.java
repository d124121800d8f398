package io.recount.command.traffic;

import io.recount.rules.auction.StableHash;
import java.util.Arrays;
import org.springframework.stereotype.Component;

/**
 * Who clicked which ad within the last seconds, so that the same visitor's next click under another
 * id is told. In this instance's memory only: routed by advertiser, as commands are, all clicks on
 * an ad come to one instance, and where they do not, a repeat that is missed costs one click while
 * a look into Redis would cost every click a round trip.
 *
 * <p>A visit is 64 bits of its visitor and ad, in one of the few places that these bits name. Flat,
 * so that the collector finds nothing to follow or to move: remembered as objects, the clicks of
 * some seconds are most of what outlives its young generation, and make its pauses.
 */
@Component
class RecentClicks {
    private static final int SETS = 1 << 15;

    /** Who finds them all taken pushes out the oldest. */
    private static final int PLACES_OF_A_SET = 8;

    private final long withinNanos;
    private final long[] visits = new long[SETS * PLACES_OF_A_SET];
    private final long[] clicks = new long[visits.length];
    private final long[] notedNanos = new long[visits.length];

    RecentClicks(TrafficProperties properties) {
        this.withinNanos = properties.repeatWithin().toNanos();
        Arrays.fill(notedNanos, System.nanoTime() - withinNanos);
    }

    /**
     * Whether another click of the visitor on the ad was noted a moment ago. If not, this one is
     * noted: of two at the same moment one is told that it is the second.
     */
    synchronized boolean isRepeated(String visitor, String adId, String clickId) {
        long now = System.nanoTime();
        long visit = StableHash.of(visitor, adId);
        long click = StableHash.of(adId, clickId);
        int first = (int) (visit & (SETS - 1)) * PLACES_OF_A_SET;
        int oldest = first;
        for (int place = first; place < first + PLACES_OF_A_SET; place++) {
            if (visits[place] == visit && now - notedNanos[place] < withinNanos) {
                return clicks[place] != click;
            }
            if (notedNanos[place] - notedNanos[oldest] < 0) {
                oldest = place;
            }
        }
        visits[oldest] = visit;
        clicks[oldest] = click;
        notedNanos[oldest] = now;
        return false;
    }
}
