package io.recount.command.groupcommit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AggregateCacheTest {
    private final AggregateCache cache = new AggregateCache();

    @Test
    void handsBackWhatWasPutIn() {
        cache.put("a", 1);

        assertThat(cache.<String, Integer>get("a")).isEqualTo(1);
        assertThat(cache.putIfAbsent("a", 2)).isFalse();
        assertThat(cache.remove("a")).isTrue();
        assertThat(cache.containsKey("a")).isFalse();
    }

    @Test
    void takesInWhatAnotherThreadRead() {
        cache.load("a", () -> cache.put("a", 1));

        assertThat(cache.<String, Integer>get("a")).isEqualTo(1);
    }

    @Test
    void whatWasReadBeforeTheLaneWroteIsNotTakenIn() {
        cache.load("a", () -> byTheLane(cache::removeAll, () -> cache.put("a", 1)));
        cache.load("b", () -> byTheLane(() -> cache.remove("b"), () -> cache.put("b", 1)));
        cache.load("c", () -> byTheLane(() -> cache.put("c", 2), () -> cache.put("c", 1)));

        assertThat(cache.containsKey("a")).isFalse();
        assertThat(cache.containsKey("b")).isFalse();
        assertThat(cache.<String, Integer>get("c")).isEqualTo(2);
    }

    /** Between the reading and the putting in, another thread acts. */
    private static void byTheLane(Runnable act, Runnable put) {
        Thread lane = new Thread(act);
        lane.start();
        try {
            lane.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        put.run();
    }
}
