package io.recount.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.recount.analytics.stream.Timings;
import io.recount.event.ClickOutcome;
import io.recount.event.MetricScope;
import io.recount.event.WindowResult;
import io.recount.ops.parts.RealParts;
import io.recount.redis.RedisKeys;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job as the local run starts it, on real Kafka, Redis and PostgreSQL. */
class AnalyticsJobIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger TESTS = new AtomicInteger();

    @TempDir Path data;

    private final String run = UUID.randomUUID().toString();

    /**
     * Each test has minutes of its own, later than the heartbeats that the tests before it left in
     * the topic, and all are past.
     */
    private final Instant minute =
            Instant.ofEpochMilli(Timings.windowStart(System.currentTimeMillis()))
                    .minus(Duration.ofMinutes(50))
                    .plus(Duration.ofMinutes(5L * TESTS.getAndIncrement()));

    private int metricsPort;
    private String jdbcUrl;
    private AdEventsTopic adEvents;
    private PerformanceMetricsTopic results;
    private JobClient job;

    @BeforeEach
    void setUp() throws IOException {
        metricsPort = freePort();
        jdbcUrl = RealParts.postgres().newDatabase();
        adEvents = new AdEventsTopic(RealParts.kafka().bootstrapServers());
        results = new PerformanceMetricsTopic(RealParts.kafka().bootstrapServers());
    }

    @AfterEach
    void tearDown() throws Exception {
        if (!RealParts.redis().isRunning()) {
            RealParts.redis().start();
        }
        stop();
        adEvents.close();
        results.close();
    }

    @Test
    void countsExactlyPastRepeatsAndBrokenMessages() throws Exception {
        // given
        start();
        String ad = ad("1");
        for (int second = 0; second < 50; second++) {
            Instant at = minute.plusSeconds(second);
            impression(ad, second, at);
            impression(ad, second, at); // The producer tried again.
            if (second % 10 == 0) {
                click(ad, second, at, 70_000_000L + second);
                adEvents.sendBroken(ad, "no event".getBytes(UTF_8)).get();
            }
        }
        ignored(ad, 1, minute, ClickOutcome.INVALID_TRAFFIC);
        ignored(ad, 2, minute, ClickOutcome.DUPLICATE);
        conversion(ad, 1, minute.plusSeconds(59));
        send("c", "unattributed", AdEventSamples.unattributed("x" + run, minute));
        send(AdEventSamples.ADVERTISER, "deposit", AdEventSamples.deposit(minute));
        impression(ad, 1_000, minute.plusSeconds(60));

        // then: early results, before any watermark; a later minute is the one that Redis shows
        WindowResult early = awaitRevision(ad, minute, 57);
        assertThat(early.getComplete()).isFalse();
        assertThat(early.getAdvertiserId()).isEqualTo(AdEventSamples.ADVERTISER);
        assertThat(early.getImpressions()).isEqualTo(50);
        assertThat(early.getClicks()).isEqualTo(5);
        assertThat(early.getCostMicros()).isEqualTo(5 * 70_000_000L + 100);
        assertThat(early.getInvalidClicks()).isEqualTo(1);
        assertThat(early.getConversionCount()).isEqualTo(1);
        awaitInRedis(
                ad,
                Map.of(
                        "windowStart",
                        Long.toString(minute.plusSeconds(60).toEpochMilli()),
                        "impressions",
                        "1",
                        "revision",
                        "1",
                        "complete",
                        "0"));

        // when: the relay says that the log is complete to a minute and a half later
        adEvents.heartbeat(minute.plusSeconds(150));
        // then
        awaitComplete(ad, minute, 57);
        awaitComplete(ad, minute.plusSeconds(60), 1);
        awaitInRedis(ad, Map.of("revision", "1", "complete", "1"));

        // when: one more comes late, and is sent twice
        click(ad, 777, minute.plusSeconds(1), 1);
        click(ad, 777, minute.plusSeconds(1), 1);
        // then
        WindowResult late = awaitComplete(ad, minute, 58);
        assertThat(late.getCostMicros()).isEqualTo(5 * 70_000_000L + 101);
        ServedMetrics.awaitAllAt(metricsPort, LIMIT);
    }

    @Test
    void goesOnFromTheRetainedCheckpointWithTheSameTotals() throws Exception {
        // given: half is counted and in a checkpoint, a quarter is counted since
        start();
        String ad = ad("2");
        sendRange(ad, 0, 100);
        awaitRevision(ad, minute, 100);
        awaitNextCheckpoints();
        sendRange(ad, 100, 150);
        awaitRevision(ad, minute, 150);

        // when: it is ended, the relay sends a part again, and it is started with another
        // parallelism, so partitions and what is known of their repeats go to other tasks
        stop();
        sendRange(ad, 50, 200);
        start(3);
        adEvents.heartbeat(minute.plusSeconds(90));

        // then
        WindowResult result = awaitComplete(ad, minute, 200);
        assertThat(result.getImpressions()).isEqualTo(100);
        assertThat(result.getClicks()).isEqualTo(100);
        assertThat(result.getCostMicros()).isEqualTo(100 * 70_000_000L);
    }

    @Test
    void aRedisThatIsAwayKeepsNothingFromKafkaAndGetsTheNewestAfterwards() throws Exception {
        // given
        start();
        String ad = ad("3");
        sendRange(ad, 0, 10);
        awaitInRedis(ad, Map.of("revision", "10"));
        // when
        RealParts.redis().stopNow();
        sendRange(ad, 10, 30);
        // then
        awaitRevision(ad, minute, 30);
        awaitNextCheckpoints();
        // when
        RealParts.redis().start();
        // then
        awaitInRedis(ad, Map.of("revision", "30", "clicks", "15"));
    }

    private void start() throws Exception {
        start(2);
    }

    private void start(int parallelism) throws Exception {
        Settings defaults = Settings.of(Map.of());
        job =
                LocalCluster.start(
                        new Settings(
                                RealParts.kafka().bootstrapServers(),
                                RealParts.redis().url(),
                                jdbcUrl,
                                "test-" + run,
                                Duration.ofMillis(500),
                                defaults.stateBackend(),
                                defaults.exactlyOnce(),
                                defaults.budgetSyncEvery(),
                                defaults.anomalyActs(),
                                defaults.timings(),
                                metricsPort,
                                data,
                                freePort(),
                                parallelism));
    }

    private void stop() throws Exception {
        job.cancel().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        await().atMost(LIMIT).until(() -> job.getJobExecutionResult().isDone());
    }

    /** One checkpoint may have begun before what it should hold; the one after it has not. */
    private void awaitNextCheckpoints() {
        var checkpoints = new LocalCheckpoints(data.resolve("flink/checkpoints"));
        for (int i = 0; i < 2; i++) {
            var before = checkpoints.newest();
            await().atMost(LIMIT).until(() -> !checkpoints.newest().equals(before));
        }
    }

    /** Impressions of even and clicks of odd numbers. */
    private void sendRange(String ad, int from, int to) {
        for (int number = from; number < to; number++) {
            Instant at = minute.plusMillis(number * 100L);
            if (number % 2 == 0) {
                impression(ad, number, at);
            } else {
                click(ad, number, at, 70_000_000);
            }
        }
    }

    private void impression(String ad, int number, Instant at) {
        String clickId = "shown-" + number + ad;
        send(ad, clickId, AdEventSamples.impression(clickId, ad, at));
    }

    private void click(String ad, int number, Instant at, long chargedMicros) {
        send(
                AdEventSamples.ADVERTISER,
                "charged-" + number + ad,
                AdEventSamples.click("click-" + number + ad, ad, at, chargedMicros));
    }

    private void ignored(String ad, int number, Instant at, ClickOutcome outcome) {
        String eventId = "ignored-" + number + ad;
        send(AdEventSamples.ADVERTISER, eventId, AdEventSamples.ignored(eventId, ad, at, outcome));
    }

    private void conversion(String ad, int number, Instant at) {
        String conversionId = "converted-" + number + ad;
        send("click-1" + ad, conversionId, AdEventSamples.conversion(conversionId, ad, at));
    }

    private void send(String key, String eventId, SpecificRecord event) {
        adEvents.send(key, eventId, event);
    }

    private String ad(String number) {
        return AdEventSamples.CAMPAIGN + "-" + number + "-" + run;
    }

    private WindowResult awaitRevision(String ad, Instant windowStart, long revision) {
        return await().atMost(LIMIT)
                .until(
                        () -> results.newest(MetricScope.AD, ad, windowStart).orElse(null),
                        result -> result != null && result.getRevision() >= revision);
    }

    private WindowResult awaitComplete(String ad, Instant windowStart, long revision) {
        WindowResult result =
                await().atMost(LIMIT)
                        .until(
                                () -> results.newest(MetricScope.AD, ad, windowStart).orElse(null),
                                newest ->
                                        newest != null
                                                && newest.getComplete()
                                                && newest.getRevision() >= revision);
        assertThat(result.getRevision()).isEqualTo(revision);
        return result;
    }

    private void awaitInRedis(String ad, Map<String, String> fields) {
        try (RedisClient client = RedisClient.create(RealParts.redis().url());
                var connection = client.connect()) {
            await().atMost(LIMIT)
                    .untilAsserted(
                            () ->
                                    assertThat(connection.sync().hgetall(RedisKeys.adMinute(ad)))
                                            .containsAllEntriesOf(fields));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
