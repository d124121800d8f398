package io.recount.command.serving.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.command.serving.gate.QuickRedis;
import io.recount.command.serving.gate.SomeCampaign;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import io.recount.redis.RedisKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What instances share of pacing, on a real Redis. */
class PacingIT {
    private static final Instant NOW = Instant.parse("2026-11-16T12:30:00Z");
    private static final ServingCampaign TWICE_AN_HOUR =
            SomeCampaign.ofDay(1_000).capped(2, 1).build();

    @TempDir static Path folder;

    private static Redis server;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final QuickRedis redis = new QuickRedis(Duration.ofSeconds(2), meters);
    private final List<StatefulRedisPubSubConnection<String, String>> subscribed =
            new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        server = new Redis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
        server.start();
        client = RedisClient.create(server.url());
        connection = client.connect();
    }

    @AfterAll
    static void stopRedis() {
        client.shutdown();
        server.stop();
    }

    @AfterEach
    void hearNoMore() {
        subscribed.forEach(StatefulRedisPubSubConnection::close);
    }

    @BeforeEach
    void anEmptyRedis() {
        connection.sync().flushall();
        redis.use(connection);
    }

    @Test
    void aVisitorIsCappedOnEveryInstance() {
        FrequencyCaps one = caps();
        FrequencyCaps two = caps();

        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(60));
        one.write();
        assertThat(capped(two, "v", NOW)).isFalse();
        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(30));
        one.write();

        soon().until(() -> capped(two, "v", NOW));
        assertThat(capped(two, "somebody else", NOW)).isFalse();
        assertThat(two.capped(null, List.of(TWICE_AN_HOUR), NOW)).isEmpty();
    }

    @Test
    void redisIsAskedAboutAVisitorOnce() {
        FrequencyCaps one = caps();
        FrequencyCaps two = caps();
        assertThat(capped(two, "v", NOW)).isFalse();

        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(60));
        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(30));
        one.write();

        soon().until(() -> capped(two, "v", NOW));
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void afterABreakRedisIsAskedAgain() {
        // given: pushes that nobody heard
        FrequencyCaps one = caps();
        FrequencyCaps deaf = new FrequencyCaps(redis, meters);
        assertThat(capped(deaf, "v", NOW)).isFalse();
        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(60));
        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(30));
        one.write();
        soon().until(() -> redis().exists(RedisKeys.frequencyCaps("v")) == 1);
        assertThat(capped(deaf, "v", NOW)).isFalse();

        // when
        deaf.missed();

        // then
        assertThat(capped(deaf, "v", NOW)).isTrue();
    }

    @Test
    void whatComesBackFromRedisCountsOnce() {
        FrequencyCaps one = caps();
        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(60));
        one.write();
        soon().until(() -> redis().exists(RedisKeys.frequencyCaps("v")) == 1);

        assertThat(capped(one, "v", NOW)).isFalse();
        one.missed();
        assertThat(capped(one, "v", NOW)).isFalse();
        one.shown("v", TWICE_AN_HOUR, NOW.minusSeconds(30));
        assertThat(capped(one, "v", NOW)).isTrue();
    }

    @Test
    void theHoursOfACapRoll() {
        FrequencyCaps one = caps();
        FrequencyCaps two = caps();
        one.shown("v", TWICE_AN_HOUR, NOW);
        one.shown("v", TWICE_AN_HOUR, NOW.plusSeconds(600));
        one.write();
        soon().until(() -> capped(two, "v", NOW.plusSeconds(601)));

        assertThat(capped(two, "v", NOW.plusSeconds(3_599))).isTrue();
        assertThat(capped(two, "v", NOW.plusSeconds(3_600))).isFalse();
        assertThat(capped(one, "v", NOW.plusSeconds(3_599))).isTrue();
        assertThat(capped(one, "v", NOW.plusSeconds(3_600))).isFalse();
    }

    @Test
    void whatRedisKeepsOfAVisitorIsShortAndExpires() {
        FrequencyCaps caps = caps();
        for (int i = 0; i < 50; i++) {
            caps.shown("v", TWICE_AN_HOUR, NOW.plusSeconds(i));
        }
        caps.write();
        String key = RedisKeys.frequencyCaps("v");

        soon().until(
                        () -> redis().hget(key, TWICE_AN_HOUR.campaignId()),
                        (at(49) + "," + at(48))::equals);
        assertThat(redis().pttl(key)).isPositive();
        assertThat(redis().pttl(key)).isLessThanOrEqualTo(Duration.ofHours(1).toMillis());
    }

    @Test
    void withoutRedisAnInstanceKnowsWhatItShowedItself() {
        FrequencyCaps caps = caps();
        redis.use(null);

        caps.shown("v", TWICE_AN_HOUR, NOW);
        assertThat(capped(caps, "v", NOW)).isFalse();
        caps.shown("v", TWICE_AN_HOUR, NOW);

        assertThat(capped(caps, "v", NOW)).isTrue();
        assertThat(meters.get("recount.frequency.local").counter().count()).isPositive();
    }

    @Test
    void theTrafficOfAllInstancesIsLearned() {
        // given
        TrafficCurve one = new TrafficCurve();
        TrafficCurve two = new TrafficCurve();
        Instant anHourAgo = NOW.minusSeconds(3_600);
        one.saw(anHourAgo);
        two.saw(anHourAgo);
        two.saw(NOW);

        // when
        sync(one).sync();
        TrafficSync second = sync(two);
        second.sync();

        // then: the hour that is not over is not told yet
        long hour = TrafficCurve.hour(anHourAgo.toEpochMilli());
        soon().until(() -> two.known().equals(Map.of(hour, 2L)));
    }

    @Test
    void whatRedisForgotIsPutBack() {
        TrafficCurve curve = new TrafficCurve();
        long hour = TrafficCurve.hour(NOW.toEpochMilli()) - 30;
        curve.learn(Map.of(hour, 77L), NOW);

        sync(curve).sync();

        soon().until(() -> "77".equals(redis().hget(RedisKeys.TRAFFIC_HOURS, Long.toString(hour))));
    }

    @Test
    void hoursThatAreTooOldAreCleanedAway() {
        long old = TrafficCurve.hour(NOW.toEpochMilli()) - 5 * 168;
        redis().hset(RedisKeys.TRAFFIC_HOURS, Long.toString(old), "9");

        sync(new TrafficCurve()).sync();

        soon().until(() -> redis().hlen(RedisKeys.TRAFFIC_HOURS) == 0);
    }

    /** Those of an instance: what is pushed reaches it. */
    private FrequencyCaps caps() {
        FrequencyCaps caps = new FrequencyCaps(redis, meters);
        StatefulRedisPubSubConnection<String, String> pushed = client.connectPubSub();
        pushed.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void message(String channel, String message) {
                        caps.heard(message);
                    }
                });
        pushed.sync().subscribe(caps.channel());
        subscribed.add(pushed);
        return caps;
    }

    private double asked() {
        return meters.get("recount.frequency.asked").counter().count();
    }

    private TrafficSync sync(TrafficCurve curve) {
        return new TrafficSync(curve, redis, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static boolean capped(FrequencyCaps caps, String visitor, Instant at) {
        return caps.capped(visitor, List.of(TWICE_AN_HOUR), at)
                .contains(TWICE_AN_HOUR.campaignId());
    }

    private static long at(int seconds) {
        return NOW.plusSeconds(seconds).toEpochMilli();
    }

    private static io.lettuce.core.api.sync.RedisCommands<String, String> redis() {
        return connection.sync();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60));
    }
}
