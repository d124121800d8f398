package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import io.recount.event.Heartbeat;
import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Postgres;
import io.recount.ops.parts.Redis;
import io.recount.ops.parts.Topics;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * With a broker, a database and a Redis of its own, which are stopped and started under traffic.
 */
@DirtiesContext
class OutageIT extends RunningCommandApi {
    private static final Kafka BROKER = broker();
    private static final Postgres POSTGRES = postgres();
    private static final Redis REDIS = redis();
    private static final String DATABASE = POSTGRES.newDatabase();

    private static Kafka broker() {
        Path folder = folder();
        Kafka kafka =
                new Kafka(
                        folder.resolve("kafka"),
                        folder.resolve("kafka.log"),
                        Ports.free(),
                        Ports.free());
        kafka.start();
        Topics.ensure(kafka.bootstrapServers());
        return kafka;
    }

    private static Postgres postgres() {
        Path folder = folder();
        Postgres postgres =
                new Postgres(
                        folder.resolve("postgres"),
                        folder.resolve("postgres.log"),
                        Ports.free(),
                        List.of());
        postgres.start();
        return postgres;
    }

    private static Redis redis() {
        Path folder = folder();
        Redis redis = new Redis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
        redis.start();
        return redis;
    }

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("recount-outage");
            // PostgreSQL may run as another user, who must get through.
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void ownParts(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> DATABASE);
        registry.add("recount.redis", REDIS::url);
        registry.add("recount.kafka", BROKER::bootstrapServers);
    }

    @AfterAll
    static void stopParts() {
        BROKER.stop();
        POSTGRES.stop();
        REDIS.stop();
    }

    @Test
    void withoutRedisClicksAreChargedAndTheirSpendIsThereOnceItIsBack() {
        // given
        Live live = live(10_000 * WON, 5_000 * WON);
        List<String> tokens = IntStream.range(0, 5).mapToObj(i -> token(live)).toList();

        // when
        REDIS.stop();
        List<Reply> clicks =
                tokens.stream()
                        .map(t -> post("/v1/clicks", "local-operator", Map.of("token", t)))
                        .toList();
        Reply served = adRequest(live);
        REDIS.start();

        // then
        assertThat(clicks).allMatch(click -> click.text("outcome").equals("CHARGED"));
        assertThat(served.body().path("ads").size()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> spent(live).equals("" + 5 * PRICE));
    }

    private String spent(Live live) {
        try (var connection = redis.connect()) {
            return String.valueOf(
                    connection.sync().hget(RedisKeys.campaignDay(live.campaignId()), "spent"));
        } catch (RedisException e) {
            return "Redis is away";
        }
    }

    @Test
    void adRequestsAreAnsweredWhileRedisHangsAndAfterItForgotEverything() {
        // given
        Live live = live(10_000 * WON, 5_000 * WON);

        // when
        pauseRedis(Duration.ofSeconds(2));
        List<Reply> meanwhile = IntStream.range(0, 30).mapToObj(i -> adRequest(live)).toList();
        await().atMost(Duration.ofSeconds(30)).until(() -> REDIS.isReady());
        try (var connection = redis.connect()) {
            connection.sync().flushall();
        }
        List<Reply> after = IntStream.range(0, 30).mapToObj(i -> adRequest(live)).toList();

        // then
        assertThat(meanwhile).allMatch(OutageIT::isFilledOrLate);
        assertThat(after).allMatch(OutageIT::isFilledOrLate);
    }

    /** It answers nobody for so long. */
    private void pauseRedis(Duration time) {
        try (var connection = redis.connect()) {
            connection.sync().clientPause(time.toMillis());
        }
    }

    /** A busy machine may take its 50 ms; what may not be is anything else. */
    private static boolean isFilledOrLate(Reply served) {
        return served.status() == 200
                && (served.body().path("ads").size() == 1
                        || "DEADLINE".equals(served.text("noFillReason")));
    }

    @Test
    void withoutTheLogAVisitorGoesOnAndAClickAskedAgainIsDecidedOnce() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);

        // when
        POSTGRES.stop();
        Reply visitor = get("/t/c/" + token, null);
        Reply meanwhile = post("/v1/clicks", "local-operator", Map.of("token", token));
        Reply served = adRequest(live);
        POSTGRES.start();
        await().atMost(Duration.ofSeconds(30))
                .until(
                        () ->
                                post("/v1/clicks", "local-operator", Map.of("token", token))
                                                .status()
                                        == 200);

        // then
        assertThat(visitor.status()).isEqualTo(302);
        assertThat(visitor.header("X-Click-Outcome")).isNull();
        assertThat(meanwhile.status()).isEqualTo(503);
        assertThat(meanwhile.header("Retry-After")).isNotNull();
        assertThat(served.body().path("ads").size()).isEqualTo(1);
        assertThat(events(live.advertiserId(), "ClickCharged")).isEqualTo(1);
    }

    @Test
    void withoutKafkaAnImpressionIsRefusedInTimeAndAClickIsCharged() {
        // given
        Live live = live(1_000 * WON, 500 * WON);
        String token = token(live);

        // when
        BROKER.stop();
        Reply impression = get("/t/i/" + token, null);
        Reply click = get("/t/c/" + token, null);
        BROKER.start();

        // then
        assertThat(impression.status()).isEqualTo(503);
        assertThat(click.header("X-Click-Outcome")).isEqualTo("CHARGED");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> get("/t/i/" + token, null).status() == 200);
    }

    @Test
    void everyBudgetEventArrivesAlthoughTheBrokerWasAway() {
        // given
        String advertiserId = registered();
        IntStream.range(0, 20).forEach(i -> pay(advertiserId));

        // when
        BROKER.stop();
        IntStream.range(0, 30).forEach(i -> pay(advertiserId)); // Commands go on meanwhile.
        BROKER.start();
        IntStream.range(0, 10).forEach(i -> pay(advertiserId));

        // then
        Map<String, byte[]> logged = new HashMap<>();
        jdbc.sql(
                        """
                        SELECT event_identifier, payload FROM event_log.events
                        WHERE aggregate_identifier = ?""")
                .param(advertiserId)
                .query((row, n) -> logged.put(row.getString(1), row.getBytes(2)))
                .list();
        assertThat(logged).hasSize(61);
        long head =
                jdbc.sql("SELECT max(position) FROM event_log.events").query(Long.class).single();
        Map<String, byte[]> relayed = new HashMap<>();
        Map<Integer, Long> heartbeats = new HashMap<>();
        try (var consumer = consumer()) {
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(
                            () -> {
                                read(consumer, relayed, heartbeats);
                                assertThat(relayed.keySet())
                                        .as("%d relayed of %d", relayed.size(), logged.size())
                                        .containsAll(logged.keySet());
                                assertThat(heartbeats)
                                        .hasSize(Topic.AD_EVENTS.partitions())
                                        .allSatisfy(
                                                (partition, position) ->
                                                        assertThat(position)
                                                                .isGreaterThanOrEqualTo(head));
                            });
        }
        logged.forEach((id, payload) -> assertThat(relayed.get(id)).isEqualTo(payload));
    }

    private void pay(String advertiserId) {
        assertThat(deposit(advertiserId, 1, UUID.randomUUID().toString()).status()).isEqualTo(200);
    }

    private static void read(
            KafkaConsumer<String, byte[]> consumer,
            Map<String, byte[]> relayed,
            Map<Integer, Long> heartbeats) {
        for (ConsumerRecord<String, byte[]> message : consumer.poll(Duration.ofMillis(200))) {
            if (AvroCodec.decode(message.value()) instanceof Heartbeat beat) {
                heartbeats.put(message.partition(), beat.getPosition());
            } else if (isRelayed(message)) { // Impressions are not.
                byte[] id = message.headers().lastHeader(Headers.EVENT_ID).value();
                relayed.put(new String(id, StandardCharsets.UTF_8), message.value());
            }
        }
    }

    private static boolean isRelayed(ConsumerRecord<String, byte[]> message) {
        return message.headers().lastHeader(Headers.SEQUENCE) != null
                && message.headers().lastHeader(Headers.POSITION) != null;
    }

    private static KafkaConsumer<String, byte[]> consumer() {
        var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of(
                                "bootstrap.servers",
                                BROKER.bootstrapServers(),
                                "auto.offset.reset",
                                "earliest",
                                "enable.auto.commit",
                                false),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                IntStream.range(0, Topic.AD_EVENTS.partitions())
                        .mapToObj(p -> new TopicPartition(Topic.AD_EVENTS.topicName(), p))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
