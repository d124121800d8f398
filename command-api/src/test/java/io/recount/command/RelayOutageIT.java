package io.recount.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.Heartbeat;
import io.recount.ops.parts.Kafka;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.RealParts;
import io.recount.ops.parts.Topics;
import io.recount.wire.AvroCodec;
import io.recount.wire.Headers;
import io.recount.wire.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** The relay with a broker of its own, which is stopped and started under traffic. */
@DirtiesContext
class RelayOutageIT extends CommandApiIT {
    private static final Kafka BROKER = broker();
    private static final String OWN_DATABASE = RealParts.postgres().newDatabase();

    private static Kafka broker() {
        try {
            Path folder = Files.createTempDirectory("recount-relay");
            Kafka kafka =
                    new Kafka(
                            folder.resolve("kafka"),
                            folder.resolve("kafka.log"),
                            Ports.free(),
                            Ports.free());
            kafka.start();
            Topics.ensure(kafka.bootstrapServers());
            return kafka;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @DynamicPropertySource
    static void ownParts(DynamicPropertyRegistry registry) {
        registry.add("spring.datasource.url", () -> OWN_DATABASE);
        registry.add("recount.redis", () -> RealParts.redis().url());
        registry.add("recount.kafka", BROKER::bootstrapServers);
    }

    @AfterAll
    static void stopBroker() {
        BROKER.stop();
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
        jdbc.sql("SELECT event_identifier, payload FROM event_log.events WHERE type = 'Budget'")
                .query((row, n) -> logged.put(row.getString(1), row.getBytes(2)))
                .list();
        assertThat(logged).hasSize(61);
        long head =
                jdbc.sql("SELECT max(global_index) FROM event_log.events")
                        .query(Long.class)
                        .single();
        Map<String, byte[]> relayed = new HashMap<>();
        Map<Integer, Long> heartbeats = new HashMap<>();
        try (var consumer = consumer()) {
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(
                            () -> {
                                read(consumer, relayed, heartbeats);
                                assertThat(relayed.keySet()).containsAll(logged.keySet());
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
            } else {
                assertThat(message.headers().lastHeader(Headers.SEQUENCE)).isNotNull();
                assertThat(message.headers().lastHeader(Headers.POSITION)).isNotNull();
                byte[] id = message.headers().lastHeader(Headers.EVENT_ID).value();
                relayed.put(new String(id, StandardCharsets.UTF_8), message.value());
            }
        }
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
