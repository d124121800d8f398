package io.recount.worker.inbox;

import static io.recount.worker.RunningWorker.GROUP;
import static io.recount.worker.RunningWorker.TOPIC;
import static io.recount.worker.RunningWorker.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.event.CampaignActivated;
import io.recount.ops.parts.RealParts;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import io.recount.worker.RunningWorker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.PlatformTransactionManager;

class InboxIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private RunningWorker worker;

    @BeforeEach
    void start() {
        worker = RunningWorker.onNewDatabase();
    }

    @AfterEach
    void stop() {
        worker.close();
    }

    @Test
    void goesOnFromTheDatabasesOffsetsWhenTheBrokersAreLost() throws Exception {
        // given: the database has committed, and the crash came before the broker's own commit
        worker.send(result("crash", 1).build());
        awaitRevision("crash", 1);
        awaitNoLag();
        worker.stop();
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealParts.kafka().bootstrapServers()))) {
            admin.deleteConsumerGroups(List.of(GROUP)).all().get(30, TimeUnit.SECONDS);
        }

        // when
        worker.start();
        worker.send(result("crash", 2).build());
        awaitRevision("crash", 2);

        // then: nothing was applied a second time
        assertThat(worker.applied()).isEqualTo(1);
    }

    @Test
    void hasEachEffectOnceHoweverBatchesAreCutKilledAndRepeated() throws Exception {
        // given: effects that would show each repetition, and two consumers that both think that
        // the partition is theirs
        worker.jdbc().sql("CREATE TABLE effects (kafka_offset bigint)").update();
        int messages = 2_000;
        Inbox<Long> inbox =
                new Inbox<>(
                        new Effects(),
                        "repeated",
                        worker.bean(ConsumerOffsets.class),
                        worker.bean(ParkedMessages.class),
                        worker.bean(PlatformTransactionManager.class),
                        worker.bean(InboxMeters.class));

        // when: 20 kills each, some before the commit, the others before the broker knows of it
        Callable<Void> consumer =
                () -> {
                    Random random = ThreadLocalRandom.current();
                    int kills = 0;
                    for (int known = 0; known < messages || kills < 20; ) {
                        int from = Math.max(0, Math.min(known, messages - 1) - random.nextInt(80));
                        int to = Math.min(messages, from + 1 + random.nextInt(160));
                        try {
                            inbox.receive(records(from, to));
                            known = to;
                        } catch (CannotAcquireLockException killed) {
                            kills++;
                        }
                    }
                    return null;
                };
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            for (Future<Void> done : two.invokeAll(List.of(consumer, consumer))) {
                done.get();
            }
        } finally {
            two.shutdownNow();
        }

        // then
        assertThat(
                        worker.jdbc()
                                .sql("SELECT kafka_offset FROM effects ORDER BY kafka_offset")
                                .query(Long.class)
                                .list())
                .isEqualTo(LongStream.range(0, messages).boxed().toList());
    }

    /** Inserts each message's offset, and fails now and then after it did. */
    private final class Effects implements TopicReading<Long> {
        @Override
        public Topic topic() {
            return Topic.PERFORMANCE_METRICS;
        }

        @Override
        public boolean isSideBySide() {
            return true;
        }

        @Override
        public Long read(ConsumerRecord<byte[], byte[]> message) {
            return message.offset();
        }

        @Override
        public void apply(List<Long> offsets) {
            worker.jdbc()
                    .sql("INSERT INTO effects SELECT unnest(?::bigint[])")
                    .param(offsets.toArray(Long[]::new))
                    .update();
            if (ThreadLocalRandom.current().nextInt(3) == 0) {
                throw new CannotAcquireLockException("killed");
            }
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(
                        offset -> new ConsumerRecord<>(TOPIC, 0, offset, new byte[0], new byte[0]))
                .toList();
    }

    @Test
    void readingTheWholeTopicAgainChangesNoRow() {
        // given
        worker.send(result("whole", 3).build());
        worker.send(result("whole", 2).build());
        awaitRevision("whole", 3);
        awaitNoLag();
        List<Map<String, Object>> before = rows();
        worker.jdbc().sql("DELETE FROM analytics.consumer_offsets").update();
        worker.stop();

        // when
        worker.start();
        awaitNoLag();

        // then
        assertThat(worker.applied()).isGreaterThanOrEqualTo(2);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void parksWhatIsBrokenWithItsCauseAndTheRestFlowsOn() {
        // given
        byte[] unknownSchema = AvroCodec.encode(result("x", 1).build());
        unknownSchema[4] ^= 0x55;
        byte[] cutShort = AvroCodec.encode(result("x", 1).build());
        cutShort = java.util.Arrays.copyOf(cutShort, cutShort.length - 3);
        byte[] otherRecord =
                AvroCodec.encode(new CampaignActivated("adv-c", "adv", RunningWorker.WINDOW, 1L));

        // when
        RecordMetadata before = worker.send(result("poison", 1).build());
        worker.send("poison", "not avro".getBytes(StandardCharsets.UTF_8));
        worker.send("poison", new byte[0]);
        worker.send("poison", null);
        worker.send("poison", unknownSchema);
        worker.send("poison", cutShort);
        worker.send("poison", otherRecord);
        worker.send("poison", AvroCodec.encode(result("poison", 9).setClicks(-1).build()));
        worker.send("poison", AvroCodec.encode(result("nul\0in it", 1).build()));
        RecordMetadata after = worker.send(result("poison", 2).build());

        // then
        awaitRevision("poison", 2);
        List<String> causes =
                worker.jdbc()
                        .sql(
                                """
                                SELECT cause FROM analytics.parked_messages
                                WHERE "partition" = ? AND kafka_offset BETWEEN ? AND ?
                                ORDER BY kafka_offset""")
                        .params(after.partition(), before.offset(), after.offset())
                        .query(String.class)
                        .list();
        assertThat(causes).hasSize(8);
        assertThat(causes.get(0)).contains("Not a single-object encoded record: 8 bytes");
        assertThat(causes.get(1)).contains("0 bytes");
        assertThat(causes.get(2)).contains("No value");
        assertThat(causes.get(3)).contains("Unknown schema");
        assertThat(causes.get(4)).contains("Broken body of io.recount.event.WindowResult");
        assertThat(causes.get(5))
                .contains("Expected ArmWindowResult, ConversionAttributed, WindowResult")
                .contains("found CampaignActivated");
        assertThat(causes.get(6)).contains("negative count: -1");
        assertThat(causes.get(7)).contains("DataIntegrityViolation");
        awaitNoLag();
    }

    @Test
    void aParkedMessageIsSettledOnceByAnOperator() {
        // given: parked by hand, as if an earlier release had refused it
        byte[] good = AvroCodec.encode(result("mended", 4).build());
        long mended = parkByHand(1_000_001, good);
        long broken = parkByHand(1_000_002, new byte[] {1, 2, 3});

        // when, then
        assertThat(worker.call("POST", "/v1/dead-letters/" + mended + "/retry", "local-auditor"))
                .isEqualTo(403);
        assertThat(worker.call("GET", "/v1/dead-letters?status=PARKED", "local-auditor"))
                .isEqualTo(200);
        assertThat(worker.call("POST", "/v1/dead-letters/" + mended + "/retry", "local-operator"))
                .isEqualTo(200);
        assertThat(worker.revisionsOf("mended")).containsExactly(4L);
        assertThat(worker.call("POST", "/v1/dead-letters/" + broken + "/retry", "local-operator"))
                .isEqualTo(409);
        assertThat(worker.call("POST", "/v1/dead-letters/" + broken + "/discard", "local-operator"))
                .isEqualTo(200);
        assertThat(worker.call("POST", "/v1/dead-letters/" + broken + "/discard", "local-operator"))
                .isEqualTo(409);
        assertThat(worker.call("POST", "/v1/dead-letters/987654321/discard", "local-operator"))
                .isEqualTo(404);
    }

    @Test
    void losesNothingWhileTheDatabaseIsAway() {
        // given
        awaitNoLag();
        RealParts.postgres().stop();

        // when
        try {
            for (int revision = 1; revision <= 50; revision++) {
                worker.send(result("database-" + revision, revision).build());
            }
        } finally {
            RealParts.postgres().start();
        }

        // then
        for (int revision = 1; revision <= 50; revision++) {
            awaitRevision("database-" + revision, revision);
        }
    }

    @Test
    void recoversFromAnOutageOfTheBrokerByItself() {
        // given
        worker.send(result("broker", 1).build());
        awaitRevision("broker", 1);
        RealParts.kafka().stopNow();

        // when
        RealParts.kafka().start();
        worker.send(result("broker", 2).build());

        // then
        awaitRevision("broker", 2);
    }

    @Test
    void isDownWhenItsConsumersStand() {
        // given
        InboxHealthIndicator health = worker.bean(InboxHealthIndicator.class);
        await().atMost(LIMIT).until(() -> health.health().getStatus().getCode(), "UP"::equals);

        // when
        worker.bean(Inboxes.class).stop();

        // then
        assertThat(health.health().getStatus().getCode()).isEqualTo("DOWN");
        assertThat(health.health().getDetails().get("stopped").toString()).contains(TOPIC);
    }

    private void awaitRevision(String adId, long revision) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> worker.revisionsOf(adId), List.of(revision)::equals);
    }

    private void awaitNoLag() {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> {
                            worker.bean(InboxLag.class).look();
                            return worker.bean(MeterRegistry.class)
                                            .get("recount.inbox.lag")
                                            .tag("topic", TOPIC)
                                            .gauge()
                                            .value()
                                    == 0;
                        });
    }

    private List<Map<String, Object>> rows() {
        return worker.jdbc()
                .sql("SELECT * FROM analytics.window_results ORDER BY scope, id, window_start")
                .query()
                .listOfRows();
    }

    private long parkByHand(long offset, byte[] value) {
        return worker.jdbc()
                .sql(
                        """
                        INSERT INTO analytics.parked_messages
                            (topic, "partition", kafka_offset, value, cause)
                        VALUES (?, 0, ?, ?, 'by hand') RETURNING id""")
                .params(TOPIC, offset, value)
                .query(Long.class)
                .single();
    }
}
