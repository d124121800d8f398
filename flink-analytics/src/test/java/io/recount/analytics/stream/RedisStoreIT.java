package io.recount.analytics.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.recount.ops.parts.RealParts;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisStoreIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String key = "test:" + UUID.randomUUID();
    private RedisStore store;

    @BeforeEach
    void open() {
        store = new RedisStore(RealParts.redis().url());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aNewerVersionReplacesAnOlderOneAndNeverTheOtherWayRound() throws Exception {
        // when
        put(hash(2, 10, "newest"));
        put(hash(2, 9, "older revision"));
        put(hash(1, 99, "older minute"));
        // then
        assertThat(stored())
                .isEqualTo(Map.of("windowStart", "2", "revision", "10", "what", "newest"));
    }

    @Test
    void aHashLivesNoLongerThanItsTime() throws Exception {
        // when
        put(hash(1, 1, "brief"));
        // then
        assertThat(lifeMs()).isBetween(1L, 60_000L);
    }

    @Test
    void aRedisThatIsAwayIsSaidAtOnceAndOneThatComesBackIsUsedAgain() throws Exception {
        // given
        put(hash(1, 1, "before"));
        RealParts.redis().stopNow();
        // when
        await().atMost(LIMIT).until(() -> !takes(hash(1, 2, "during")));
        // then: it refuses instead of queueing until Redis is back
        RealParts.redis().start();
        // The restarted server has forgotten the script.
        await().atMost(LIMIT).until(() -> takes(hash(1, 3, "after")));
        assertThat(stored()).containsEntry("what", "after");
    }

    @Test
    void aStoreOpenedBeforeRedisConnectsOnceItIsThere() throws Exception {
        // given
        RealParts.redis().stopNow();
        assertThat(takes(hash(1, 1, "early"))).isFalse();
        // when
        RealParts.redis().start();
        // then
        await().atMost(LIMIT).until(() -> takes(hash(1, 2, "later")));
    }

    private void put(VersionedHash hash) throws Exception {
        store.put(hash).toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private boolean takes(VersionedHash hash) throws Exception {
        try {
            put(hash);
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private Map<String, String> stored() {
        try (RedisClient client = RedisClient.create(RealParts.redis().url());
                var connection = client.connect()) {
            return connection.sync().hgetall(key);
        }
    }

    private long lifeMs() {
        try (RedisClient client = RedisClient.create(RealParts.redis().url());
                var connection = client.connect()) {
            return connection.sync().pttl(key);
        }
    }

    private VersionedHash hash(long windowStart, long revision, String what) {
        return new VersionedHash(
                key,
                new String[] {"windowStart", "revision"},
                new long[] {windowStart, revision},
                60_000,
                new String[] {"what", what});
    }
}
