package io.recount.command.serving.catalogue;

import static io.recount.command.serving.catalogue.Entries.campaign;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.event.CatalogueAdvertiser;
import io.recount.event.CatalogueCampaign;
import io.recount.event.CatalogueExperiment;
import io.recount.event.PriceArm;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/**
 * The catalogue in memory follows the one in a real Redis, which changes, falls silent and goes.
 */
class CatalogueFeedIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");

    @TempDir Path folder;

    private final Catalogue catalogue = new Catalogue();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Redis server;
    private RedisClient client;
    private StatefulRedisConnection<String, byte[]> connection;
    private CatalogueFeed feed;

    @BeforeEach
    void start() {
        server = new Redis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
        server.start();
        client = RedisClient.create(RedisURI.create(server.url()));
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build());
        connection = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        feed = new CatalogueFeed(catalogue, client, Duration.ofSeconds(2), meters);
    }

    @AfterEach
    void stop() {
        feed.stop();
        client.shutdown();
        server.stop();
    }

    @Test
    void waitsForACompleteCatalogueAndFollowsItsChanges() {
        // given
        put(campaign("a", "shoes").build());
        feed.start();
        assertThat(feed.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(found("shoes")).isEmpty();

        // when
        markReady();

        // then
        awaitFound("shoes", "a-c");
        assertThat(feed.health().getStatus()).isEqualTo(Status.UP);

        // when
        put(campaign("a", "boots").setPosition(2).build());
        put(campaign("b", "shoes").setPosition(3).build());

        // then
        awaitFound("shoes", "b-c");
        awaitFound("boots", "a-c");
        assertThat(catalogue.snapshot().version()).isEqualTo(3);
        assertThat(meters.get("recount.catalogue.campaigns").gauge().value()).isEqualTo(2);
        assertThat(meters.get("recount.catalogue.age").gauge().value()).isLessThan(20);
    }

    @Test
    void followsAdvertisersExperimentsAndWhatGoes() {
        // given
        CatalogueCampaign evening = campaign("a", "shoes").build();
        evening.getTargeting().getHours().add(3);
        put(evening);
        markReady();
        feed.start();
        await().atMost(LIMIT).until(() -> catalogue.snapshot().size() == 1);

        // when: noon in Seoul is three o'clock in UTC
        put(new CatalogueAdvertiser("a", "UTC", null, null, 2L));
        put(
                CatalogueExperiment.newBuilder()
                        .setExperimentId("e")
                        .setLayer("l")
                        .setArms(List.of(new PriceArm("x", 1, 10_000L)))
                        .setPlannedAt(NOON)
                        .setStartsAt(NOON)
                        .setPosition(3)
                        .build());

        // then
        awaitFound("shoes", "a-c");
        await().atMost(LIMIT).until(() -> catalogue.snapshot().experiments().size() == 1);

        // when
        redis().hdel(RedisKeys.CATALOGUE, "a-c");
        announce(RedisKeys.CHANGED_CAMPAIGN, "a-c", 0);

        // then
        await().atMost(LIMIT).until(() -> catalogue.snapshot().isEmpty());
    }

    @Test
    void servesFromMemoryWhileALostRedisIsBuiltAnew() {
        // given
        put(campaign("a", "shoes").setPosition(5).build());
        put(campaign("b", "shoes").setPosition(6).build());
        markReady();
        feed.start();
        awaitFound("shoes", "a-c", "b-c");

        // when
        redis().flushall();
        put(campaign("a", "boots").setPosition(4).build());
        await().atMost(LIMIT).until(() -> feed.health().getStatus().equals(Status.DOWN));

        // then
        assertThat(found("shoes")).containsExactlyInAnyOrder("a-c", "b-c");

        // when
        markReady();

        // then
        awaitFound("boots", "a-c");
        awaitFound("shoes");
        assertThat(catalogue.snapshot().version()).isEqualTo(4);
    }

    @Test
    void readsEverythingWhenTheChangesPassedItBy() {
        // given
        put(campaign("z", "hats").build());
        markReady();
        feed.start();
        awaitFound("hats", "z-c");

        // when
        redis().multi();
        put(campaign("a", "shoes").setPosition(2).build());
        put(campaign("b", "shoes").setPosition(3).build());
        redis().xtrim(RedisKeys.CATALOGUE_CHANGES, 1);
        redis().exec();

        // then
        awaitFound("shoes", "a-c", "b-c");
    }

    @Test
    void isNotReadyWhileItCannotKnowWhetherItIsCurrent() {
        // given
        put(campaign("a", "shoes").build());
        markReady();
        feed.start();
        awaitFound("shoes", "a-c");

        // when
        server.stop();

        // then
        await().atMost(LIMIT).until(() -> feed.health().getStatus().equals(Status.DOWN));
        assertThat(found("shoes")).containsExactly("a-c");

        // when
        server.start();

        // then
        await().atMost(LIMIT).until(() -> feed.health().getStatus().equals(Status.UP));
        await().atMost(LIMIT).ignoreExceptions().until(() -> redis().ping().equals("PONG"));
        put(campaign("a", "boots").setPosition(2).build());
        awaitFound("boots", "a-c");
    }

    @Test
    void leavesOutWhatItCannotRead() {
        // given
        put(campaign("a", "shoes").build());
        redis().hset(RedisKeys.CATALOGUE, "broken", "no record".getBytes(UTF_8));
        markReady();

        // when
        feed.start();

        // then
        awaitFound("shoes", "a-c");
    }

    private RedisCommands<String, byte[]> redis() {
        return connection.sync();
    }

    private void markReady() {
        redis().set(RedisKeys.CATALOGUE_READY, "1".getBytes(UTF_8));
    }

    private void put(CatalogueCampaign entry) {
        redis().hset(RedisKeys.CATALOGUE, entry.getCampaignId(), AvroCodec.encode(entry));
        announce(RedisKeys.CHANGED_CAMPAIGN, entry.getCampaignId(), entry.getPosition());
    }

    private void put(CatalogueAdvertiser entry) {
        redis().hset(
                        RedisKeys.CATALOGUE_ADVERTISERS,
                        entry.getAdvertiserId(),
                        AvroCodec.encode(entry));
        announce(RedisKeys.CHANGED_ADVERTISER, entry.getAdvertiserId(), entry.getPosition());
    }

    private void put(CatalogueExperiment entry) {
        redis().hset(
                        RedisKeys.CATALOGUE_EXPERIMENTS,
                        entry.getExperimentId(),
                        AvroCodec.encode(entry));
        announce(RedisKeys.CHANGED_EXPERIMENT, entry.getExperimentId(), entry.getPosition());
    }

    private void announce(String kind, String id, long position) {
        redis().xadd(
                        RedisKeys.CATALOGUE_CHANGES,
                        Map.of(
                                kind,
                                id.getBytes(UTF_8),
                                "position",
                                Long.toString(position).getBytes(UTF_8)));
    }

    private void awaitFound(String query, String... campaigns) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(found(query)).containsExactlyInAnyOrder(campaigns));
    }

    private List<String> found(String query) {
        List<String> found = new ArrayList<>();
        Snapshot snapshot = catalogue.snapshot();
        snapshot.match(
                new MatchQuery(List.of(query), List.of(), null, null, NOON),
                (slot, bid, quality) -> found.add(snapshot.campaign(slot).campaignId()));
        return found;
    }
}
