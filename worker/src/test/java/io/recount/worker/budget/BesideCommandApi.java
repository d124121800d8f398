package io.recount.worker.budget;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.CounterDrift;
import io.recount.event.CreditRequested;
import io.recount.event.HoldKind;
import io.recount.event.HoldRequested;
import io.recount.event.PauseThresholdReached;
import io.recount.event.QualityScored;
import io.recount.ops.parts.RealParts;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import io.recount.worker.CommandApiDouble;
import io.recount.worker.CommandApiDouble.Call;
import io.recount.worker.RunningWorker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A worker on the real parts, with a stand-in for command-api, and what is sent to it. */
@SuppressWarnings("TimeInStaticInitializer") // The partitions of its rows are today's.
abstract class BesideCommandApi {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    static final Instant DAY = NOW.truncatedTo(ChronoUnit.DAYS);
    static final long HEAD = 5_000;

    static CommandApiDouble commandApi;
    static RunningWorker worker;
    static RedisClient redisClient;
    static RedisCommands<String, String> redis;

    @BeforeAll
    static void start() {
        String redisUrl = "redis://127.0.0.1:" + RealParts.redis().port();
        redisClient = RedisClient.create(redisUrl);
        redis = redisClient.connect().sync();
        commandApi = new CommandApiDouble();
        worker =
                RunningWorker.onNewDatabase(
                        Map.of(
                                "recount.command-api.url",
                                commandApi.url(),
                                "recount.redis-url",
                                redisUrl,
                                "recount.quality.gather-ms",
                                "500"));
        worker.jdbc().sql("CREATE SCHEMA IF NOT EXISTS event_log").update();
        worker.jdbc().sql("CREATE TABLE IF NOT EXISTS event_log.events (position bigint)").update();
        worker.jdbc().sql("INSERT INTO event_log.events VALUES (?)").param(HEAD).update();
    }

    @AfterAll
    static void stop() {
        worker.close();
        commandApi.close();
        redisClient.shutdown();
    }

    static long callsBecauseOf(String reason, List<Call> calls) {
        return calls.stream()
                .filter(call -> call.body().path("reason").asString().equals(reason))
                .count();
    }

    /** Behind everything that was sent with that key before, and waits until it is handled. */
    static void barrier(String key) {
        String id = "barrier-" + key;
        send(
                key,
                AnomalyDetected.newBuilder()
                        .setAlertId(id)
                        .setKind(AnomalyKind.CLICK_SURGE)
                        .setAdvertiserId("adv")
                        .setRuleId("none")
                        .setClickIds(List.of())
                        .setFrom(NOW)
                        .setTo(NOW)
                        .setAt(NOW)
                        .build());
        await().atMost(LIMIT).until(() -> count("alerts WHERE alert_id = '" + id + "'") == 1);
    }

    static void awaitNothingWaitsFor(String subject) {
        await().atMost(LIMIT)
                .until(
                        () ->
                                count("outbox WHERE subject = '" + subject + "'") > 0
                                        && count(
                                                        "outbox WHERE status = 'WAITING' AND"
                                                                + " subject = '"
                                                                + subject
                                                                + "'")
                                                == 0);
    }

    static Map<String, Object> awaitCorrection(String campaignId) {
        String rows = "counter_corrections WHERE campaign_id = '" + campaignId + "'";
        await().atMost(LIMIT).until(() -> count(rows + " AND status <> 'WAITING'") == 1);
        return row(rows);
    }

    static void record(String campaignId, long spent, long position) {
        redis.hset(
                RedisKeys.campaignDay(campaignId),
                Map.of(
                        "day", Long.toString(DAY.toEpochMilli()),
                        "spent", Long.toString(spent),
                        "clicks", "9",
                        "total", "901",
                        "position", Long.toString(position)));
    }

    /** The ledger has 100 micros of 2 clicks today, 900 in all, at the seen position or 4000. */
    static CounterDrift drift(String campaignId, long redisSpent, Long redisPosition) {
        return CounterDrift.newBuilder()
                .setAdvertiserId("adv")
                .setCampaignId(campaignId)
                .setDayStart(DAY)
                .setRedisSpentMicros(redisSpent)
                .setRedisPosition(redisPosition)
                .setLedgerSpentMicros(100)
                .setLedgerDayClicks(2)
                .setLedgerTotalMicros(900)
                .setPosition(
                        LongStream.of(redisPosition == null ? 4_000 : redisPosition)
                                .map(position -> position > HEAD ? 4_000 : position)
                                .sum())
                .setAt(NOW)
                .build();
    }

    static PauseThresholdReached reached(String campaignId, Instant at) {
        return reached(campaignId, at, 95);
    }

    static PauseThresholdReached reached(String campaignId, Instant at, int percent) {
        return new PauseThresholdReached("adv", campaignId, DAY, 950L, 1_000L, percent, at);
    }

    static CreditRequested credit(String alertId, List<String> clickIds, String reason) {
        return new CreditRequested(alertId, "adv", clickIds, reason, NOW);
    }

    static HoldRequested hold(String alertId, String visitor, Instant until) {
        return new HoldRequested(alertId, HoldKind.VISITOR, visitor, until, "too even", NOW);
    }

    static QualityScored score(String adId, long scoreE4, Instant at) {
        return QualityScored.newBuilder()
                .setAdId(adId)
                .setAdvertiserId("adv")
                .setCampaignId("adv-q")
                .setScoreE4(scoreE4)
                .setLowE4(scoreE4 - 1_000)
                .setHighE4(scoreE4 + 1_000)
                .setClicks(30)
                .setImpressions(1_000)
                .setCtrPpm(30_000)
                .setAt(at)
                .build();
    }

    static List<String> ids(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> prefix + n).toList();
    }

    static void send(QualityScored score) {
        worker.send(Topic.QUALITY_SCORE_UPDATES, score.getAdId(), score);
    }

    static void send(String key, SpecificRecord message) {
        worker.send(Topic.BUDGET_MANAGEMENT, key, AvroCodec.encode(message));
    }

    static long count(String rows) {
        return worker.jdbc()
                .sql("SELECT count(*) FROM analytics." + rows)
                .query(Long.class)
                .single();
    }

    static Map<String, Object> row(String rows) {
        String from = rows.startsWith("(") ? rows : "analytics." + rows;
        return worker.jdbc().sql("SELECT * FROM " + from).query().singleRow();
    }

    static int call(String method, String path, String key)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(worker.url() + path))
                        .header("X-Api-Key", key)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}
