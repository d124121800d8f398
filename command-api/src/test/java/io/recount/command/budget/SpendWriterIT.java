package io.recount.command.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.ops.parts.Ports;
import io.recount.ops.parts.Redis;
import io.recount.redis.CounterRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The records after a commit, on a Redis that goes away and comes back. */
class SpendWriterIT {
    private static final String KEY = "advertiser:adv:balance";

    @TempDir Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Redis server;
    private RedisClient client;
    private SpendWriter writer;

    @BeforeEach
    void start() {
        server = new Redis(folder.resolve("redis"), folder.resolve("redis.log"), Ports.free());
        server.start();
        client =
                RedisClient.create(
                        RedisURI.builder()
                                .withHost("127.0.0.1")
                                .withPort(server.port())
                                .withTimeout(Duration.ofSeconds(1))
                                .build());
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .build());
        writer = new SpendWriter(client, meters);
        writer.start();
    }

    @AfterEach
    void stop() {
        writer.stop();
        client.shutdown();
        server.stop();
    }

    @Test
    void theNewestValueStandsInRedisAndNoOlderOneReplacesIt() {
        writer.offer(List.of(balance(5)));
        awaitBalance(5);

        writer.offer(List.of(balance(3)));
        writer.offer(List.of(new CounterRecord("other", 9, Map.of("balance", 1L))));

        await().until(() -> client.connect().sync().exists("other") == 1);
        assertThat(stored()).isEqualTo(Map.of("balance", "50", "position", "5"));
        assertThat(meters.get("recount.spend.delay").timer().count()).isPositive();
    }

    @Test
    void whileRedisIsAwayCommitsGoOnAndTheNewestIsThereWhenItIsBack() {
        // given
        writer.offer(List.of(balance(1)));
        awaitBalance(1);

        // when
        server.stop();
        for (int position = 2; position <= 100_000; position++) {
            writer.offer(List.of(balance(position)));
        }
        await().until(() -> meters.get("recount.spend.failures").counter().count() > 0);
        assertThat(meters.get("recount.spend.waiting").gauge().value()).isLessThanOrEqualTo(1);
        server.start();

        // then
        awaitBalance(100_000);
    }

    @Test
    void aRedisThatHangsHoldsNobodyUp() {
        // given
        writer.offer(List.of(balance(1)));
        awaitBalance(1);

        // when
        client.connect().sync().clientPause(2_500);
        writer.offer(List.of(balance(2)));
        await().until(() -> meters.get("recount.spend.failures").counter().count() > 0);
        writer.offer(List.of(balance(3)));

        // then
        awaitBalance(3);
    }

    @Test
    void whatWaitsAtTheEndIsStillWritten() {
        writer.offer(List.of(balance(8)));

        writer.stop();

        assertThat(stored()).containsEntry("position", "8");
    }

    private void awaitBalance(long position) {
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> Long.toString(position).equals(stored().get("position")));
    }

    private Map<String, String> stored() {
        try (var connection = client.connect()) {
            return connection.sync().hgetall(KEY);
        }
    }

    private static CounterRecord balance(long position) {
        return new CounterRecord(KEY, position, Map.of("balance", 10 * position));
    }
}
