package io.recount.command.traffic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/**
 * Who clicked which ad within the last seconds, so that the same visitor's next click under another
 * id is told. In this instance's memory only: routed by advertiser, as commands are, all clicks on
 * an ad come to one instance, and where they do not, a repeat that is missed costs one click while
 * a look into Redis would cost every click a round trip.
 */
@Component
class RecentClicks {
    private static final int REMEMBERED_MAX = 200_000;

    private final boolean off;
    private final ConcurrentMap<Visit, String> clickIds;

    RecentClicks(TrafficProperties properties) {
        this.off = properties.repeatWithin().isZero();
        Cache<Visit, String> cache =
                Caffeine.newBuilder()
                        .expireAfterWrite(properties.repeatWithin())
                        .maximumSize(REMEMBERED_MAX)
                        .executor(Runnable::run) // Costs less than to wake another thread.
                        .build();
        this.clickIds = cache.asMap();
    }

    private record Visit(String visitor, String adId) {}

    /**
     * Whether another click of the visitor on the ad was noted a moment ago. If not, this one is
     * noted: of two at the same moment one is told that it is the second.
     */
    boolean isRepeated(String visitor, String adId, String clickId) {
        if (off) {
            return false;
        }
        String noted = clickIds.putIfAbsent(new Visit(visitor, adId), clickId);
        return noted != null && !noted.equals(clickId);
    }
}
