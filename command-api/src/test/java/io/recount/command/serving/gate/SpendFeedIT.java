package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.command.serving.catalogue.ServingCampaign;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import io.recount.redis.CounterRecord;
import io.recount.redis.CounterScript;
import io.recount.redis.RedisKeys;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror and what is in flight, on a Redis that pushes, hangs, forgets and goes away. */
class SpendFeedIT {
    private static final long PRICE = SomeCampaign.BID_MICROS;
    private static final int CLICKS = 200;
    private static final ServingCampaign CAMPAIGN = SomeCampaign.ofDay(CLICKS * PRICE).build();
    private static final Instant NOW = Instant.parse("2026-11-16T03:00:00Z");
    private static final long TODAY = CAMPAIGN.dayStart(NOW).toEpochMilli();

    @TempDir Path folder;

    private Redis server;
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private Instance one;
    private Instance two;

    /** What an instance of command-api has of the gate. */
    private final class Instance {
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final RedisClient own = connecting();
        private final SpendMirror mirror = new SpendMirror();
        private final ClickDelay delay = new ClickDelay();
        private final InFlight inFlight = new InFlight(delay);
        private final Freshness freshness = new Freshness(Duration.ofMillis(250), meters);
        private final QuickRedis quick = new QuickRedis(Duration.ofMillis(20), meters);
        private final SpendFeed feed =
                new SpendFeed(
                        own,
                        mirror,
                        new CounterLoad(own, mirror),
                        inFlight,
                        quick,
                        freshness,
                        Clock.systemUTC(),
                        List.of(),
                        meters);
        private final SpendGate gate =
                new SpendGate(
                        mirror,
                        inFlight,
                        new ClickRates(delay),
                        delay,
                        new Days(),
                        new RedisSpend(mirror, quick, freshness),
                        Clock.systemUTC(),
                        meters);

        Verdict check() {
            return gate.check(CAMPAIGN, PRICE, NOW);
        }

        void stop() {
            feed.stop();
            own.shutdown();
        }
    }

    @BeforeEach
    void start() {
        server = new Redis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
        server.start();
        client = connecting();
        one = new Instance();
        two = new Instance();
    }

    @AfterEach
    void stop() {
        one.stop();
        two.stop();
        client.shutdown();
        server.stop();
    }

    @Test
    void loadsWhatIsThereAndThenFollowsWhatRedisPushes() {
        // given
        catalogue();
        write(day(3, 50));
        write(balance(3, 1_000_000));
        ready("first");

        // when
        one.feed.start();

        // then
        soon().until(() -> one.mirror.spentMicros("adv-c", TODAY) == 50);
        soon().until(() -> !one.freshness.isStale());
        assertThat(one.check()).isEqualTo(Verdict.OPEN);

        write(day(4, CLICKS * PRICE));
        soon().until(() -> one.check() == Verdict.DAY_USED);
        assertThat(one.meters.get("recount.gate.pushes").counter().count()).isPositive();
    }

    @Test
    void beforeEverythingIsLoadedRedisIsAsked() {
        // given: no ready mark, so the mirror waits
        one.feed.start();
        write(day(3, 0));
        write(balance(3, 1_000_000));

        soon().until(() -> one.check() == Verdict.OPEN);

        assertThat(one.freshness.isLoaded()).isFalse();
    }

    @Test
    void whatAnotherInstanceHasInFlightIsAdded() {
        // given
        serveFromBoth();

        // when
        for (int i = 0; i < 100; i++) {
            two.gate.served(CAMPAIGN, SomeCampaign.AD, PRICE, Clock.systemUTC().instant());
        }
        two.inFlight.isNear("adv-c", Clock.systemUTC().millis());

        // then
        soon().until(() -> one.inFlight.isElsewhere("adv-c"));
        assertThat(one.inFlight.expected("adv-c", Clock.systemUTC().millis())).isPositive();
    }

    @Test
    void aRedisThatForgotEverythingIsFollowedAgainOnceItIsBuiltAnew() {
        // given
        catalogue();
        write(day(900, 70));
        write(balance(900, 1_000_000));
        ready("first");
        one.feed.start();
        soon().until(() -> !one.freshness.isStale());

        // when
        redis().flushall();

        // then: what is in memory goes on deciding
        assertThat(one.check()).isEqualTo(Verdict.OPEN);
        assertThat(one.mirror.spentMicros("adv-c", TODAY)).isEqualTo(70);

        // and when: of a log that is shorter
        catalogue();
        write(day(5, 60));
        write(balance(5, 2_000_000));
        ready("second");

        // then
        soon().until(() -> one.mirror.spentMicros("adv-c", TODAY) == 60);
        assertThat(one.check()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void aRedisThatStopsIsReadAgainOnceItIsBack() {
        // given
        serveFromBoth();

        // when
        server.stop();

        // then: it decides, and counts what it serves for the one that it cannot hear as well
        soon().until(one.freshness::isStale);
        assertThat(one.check()).isEqualTo(Verdict.OPEN);
        one.gate.served(CAMPAIGN, SomeCampaign.AD, PRICE, Clock.systemUTC().instant());
        soon().until(() -> expected() > 1.9 * one.inFlight.everServed("adv-c"));

        // and when
        server.start();
        write(day(7, 90));

        // then
        soon().until(() -> one.mirror.spentMicros("adv-c", TODAY) == 90);
        soon().until(() -> !one.freshness.isStale());
        assertThat(expected()).isLessThanOrEqualTo(one.inFlight.everServed("adv-c"));
    }

    private double expected() {
        return one.inFlight.expected("adv-c", Clock.systemUTC().millis());
    }

    @Test
    void aRedisThatHangsIsLeftAloneUntilItAnswers() {
        // given
        serveFromBoth();
        soon().until(() -> one.quick.ask(commands -> commands.exists("any")) != null);

        // when
        redis().clientPause(2_000);

        // then: some wait for the deadline, all others for nothing
        soon().until(
                        () -> {
                            assertThat(one.check()).isEqualTo(Verdict.OPEN);
                            var unused = one.quick.ask(commands -> commands.exists("any"));
                            return one.quick.isAway();
                        });
        for (int i = 0; i < 10_000; i++) {
            assertThat(one.check()).isEqualTo(Verdict.OPEN);
        }
        soon().until(() -> one.quick.ask(commands -> commands.exists("any")) != null);
        soon().until(() -> !one.freshness.isStale());
    }

    private void serveFromBoth() {
        catalogue();
        write(day(3, 0));
        write(balance(3, 1_000_000));
        ready("first");
        one.feed.start();
        two.feed.start();
        soon().until(() -> !one.freshness.isStale() && !two.freshness.isStale());
        soon().until(() -> one.inFlight.instances() == 2 && two.inFlight.instances() == 2);
    }

    private void catalogue() {
        redis().hset(RedisKeys.CATALOGUE, "adv-c", "an entry");
    }

    private void ready(String mark) {
        redis().set(RedisKeys.COUNTERS_READY, mark);
    }

    private void write(CounterRecord record) {
        redis().eval(
                        CounterScript.SCRIPT,
                        ScriptOutputType.INTEGER,
                        CounterScript.keys(List.of(record)),
                        record.words());
    }

    private static CounterRecord day(long position, long spent) {
        return new CounterRecord(
                RedisKeys.campaignDay("adv-c"),
                position,
                Map.of("day", TODAY, "spent", spent, "clicks", 0L, "total", spent));
    }

    private static CounterRecord balance(long position, long micros) {
        return new CounterRecord(
                RedisKeys.advertiserBalance("adv"), position, Map.of("balance", micros));
    }

    private RedisCommands<String, String> redis() {
        if (connection == null || !connection.isOpen()) {
            connection = client.connect();
        }
        return connection.sync();
    }

    private RedisClient connecting() {
        RedisClient made =
                RedisClient.create(
                        RedisURI.builder()
                                .withHost("127.0.0.1")
                                .withPort(server.port())
                                .withTimeout(Duration.ofSeconds(3))
                                .build());
        made.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build());
        return made;
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(5));
    }
}
