package io.recount.worker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.recount.event.AnomalyDetected;
import io.recount.event.AnomalyKind;
import io.recount.event.BudgetCompared;
import io.recount.event.CounterDrift;
import io.recount.event.CreditRequested;
import io.recount.event.Evidence;
import io.recount.event.HoldKind;
import io.recount.event.HoldRequested;
import io.recount.event.PauseThresholdReached;
import io.recount.event.QualityScored;
import io.recount.event.Severity;
import io.recount.ops.parts.RealParts;
import io.recount.redis.RedisKeys;
import io.recount.wire.AvroCodec;
import io.recount.wire.Topic;
import io.recount.worker.CommandApiDouble;
import io.recount.worker.CommandApiDouble.Answer;
import io.recount.worker.CommandApiDouble.Call;
import io.recount.worker.RunningWorker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From messages of the stream to Redis, to command-api's calls and to rows. */
@SuppressWarnings("TimeInStaticInitializer") // The partitions of its rows are today's.
class BudgetManagementIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Instant DAY = NOW.truncatedTo(ChronoUnit.DAYS);
    private static final long HEAD = 5_000;

    private static CommandApiDouble commandApi;
    private static RunningWorker worker;
    private static RedisClient redisClient;
    private static RedisCommands<String, String> redis;

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

    @Test
    void pausesAUsedUpCampaignForItsDayOnce() {
        // given
        PauseThresholdReached reached = reached("adv-pause", NOW);

        // when: told, delivered again, and told once more later
        send(reached.getCampaignId(), reached);
        send(reached.getCampaignId(), reached);
        send(reached.getCampaignId(), reached("adv-pause", NOW.plusSeconds(600)));

        // then
        String path = "/v1/campaigns/adv-pause/pause";
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 2);
        assertThat(commandApi.executed(path))
                .allSatisfy(
                        call -> {
                            assertThat(call.body().path("cause").asString()).isEqualTo("DAY");
                            assertThat(Instant.parse(call.body().path("day").asString()))
                                    .isEqualTo(DAY);
                        });
        assertThat(commandApi.executed(path)).extracting(Call::key).doesNotHaveDuplicates();
        awaitNothingWaitsFor("adv-pause");
    }

    @Test
    void correctsRedisWhereItStillHoldsWhatWasCompared() {
        // given: 7 % too much at the position of the ledger's last charge
        record("adv-equal", 107, 4_000);

        // when
        send("adv-equal", drift("adv-equal", 107, 4_000L));

        // then
        assertThat(awaitCorrection("adv-equal"))
                .containsEntry("status", "APPLIED")
                .containsEntry("seen_spent_micros", 107L)
                .containsEntry("found_position", 4_000L)
                .containsEntry("found_spent_micros", 107L)
                .containsEntry("ledger_spent_micros", 100L);
        assertThat(redis.hgetall(RedisKeys.campaignDay("adv-equal")))
                .containsEntry("day", Long.toString(DAY.toEpochMilli()))
                .containsEntry("spent", "100")
                .containsEntry("clicks", "2")
                .containsEntry("total", "900")
                .containsEntry("position", "4000");
    }

    @Test
    void leavesACounterAloneThatHasMovedOn() {
        // given: a charge was written since
        record("adv-moved", 177, 4_100);

        // when
        send("adv-moved", drift("adv-moved", 107, 4_000L));

        // then
        assertThat(awaitCorrection("adv-moved"))
                .containsEntry("status", "SUPERSEDED")
                .containsEntry("found_position", 4_100L)
                .containsEntry("found_spent_micros", 177L);
        assertThat(redis.hget(RedisKeys.campaignDay("adv-moved"), "spent")).isEqualTo("177");
    }

    @Test
    void overwritesAPositionThatTheLogDoesNotHave() {
        // given: first another impossible one was seen
        record("adv-above", 5, HEAD + 1);

        // when
        send("adv-above", drift("adv-above", 5, HEAD + 70));

        // then
        assertThat(awaitCorrection("adv-above")).containsEntry("status", "APPLIED");
        assertThat(redis.hmget(RedisKeys.campaignDay("adv-above"), "spent", "position"))
                .extracting(value -> value.getValue())
                .containsExactly("100", "4000");
    }

    @Test
    void createsARecordThatIsMissingOrUnreadable() {
        // given
        redis.set(RedisKeys.campaignDay("adv-broken"), "no hash");

        // when
        send("adv-missing", drift("adv-missing", 0, null));
        send("adv-broken", drift("adv-broken", 0, null));

        // then
        for (String campaign : List.of("adv-missing", "adv-broken")) {
            assertThat(awaitCorrection(campaign))
                    .containsEntry("status", "APPLIED")
                    .containsEntry("seen_position", null);
            assertThat(redis.hget(RedisKeys.campaignDay(campaign), "spent")).isEqualTo("100");
        }
    }

    @Test
    void aCorrectionThatIsMadeAgainFindsItsOwnWork() {
        // given: made, and cut off before the database knew
        record("adv-again", 107, 4_200);
        send("adv-again", drift("adv-again", 107, 4_200L));
        awaitCorrection("adv-again");

        // when
        worker.jdbc()
                .sql(
                        """
                        UPDATE analytics.counter_corrections SET status = 'WAITING'
                        WHERE campaign_id = 'adv-again'""")
                .update();

        // then
        assertThat(awaitCorrection("adv-again")).containsEntry("status", "APPLIED");
    }

    @Test
    void recordsEveryComparisonOnce() {
        // given
        BudgetCompared.Builder compared =
                BudgetCompared.newBuilder()
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-compared")
                        .setDayStart(DAY)
                        .setRedisSpentMicros(null)
                        .setRedisPosition(null)
                        .setLedgerSpentMicros(100)
                        .setPosition(4_000)
                        .setDailyBudgetMicros(1_000)
                        .setDifferencePpm(1_000_000)
                        .setDrifted(true)
                        .setAt(NOW);

        // when
        send("adv-compared", compared.build());
        send("adv-compared", compared.build());
        send("adv-compared", compared.setAt(NOW.plusSeconds(600)).setDrifted(false).build());

        // then
        await().atMost(LIMIT)
                .until(() -> count("budget_comparisons WHERE campaign_id = 'adv-compared'") == 2);
    }

    @Test
    void anAlertShowsWhatWasToldNewestAndAllItsClicks() {
        // given
        AnomalyDetected.Builder alert =
                AnomalyDetected.newBuilder()
                        .setAlertId("alert-1")
                        .setKind(AnomalyKind.BOT)
                        .setAdvertiserId("adv")
                        .setRuleId("even-intervals")
                        .setFrom(NOW)
                        .setTo(NOW)
                        .setSeverity(Severity.MEDIUM)
                        .setEvidence(List.of(new Evidence("clicks", "3 where 1 was expected")))
                        .setClickIds(List.of("adv-1", "adv-2"))
                        .setAt(NOW);
        AnomalyDetected more =
                AnomalyDetected.newBuilder(alert)
                        .setSeverity(Severity.HIGH)
                        .setClickIds(List.of("adv-2", "adv-3"))
                        .setAt(NOW.plusSeconds(60))
                        .build();

        // when: the older one comes again, last
        send("alert-1", alert.build());
        send("alert-1", more);
        send("alert-1", alert.build());
        barrier("alert-1");

        // then
        assertThat(row("alerts WHERE alert_id = 'alert-1'"))
                .containsEntry("severity", "HIGH")
                .containsEntry("click_count", 3L)
                .containsEntry("raised_at", Timestamp.from(NOW))
                .containsEntry("told_at", Timestamp.from(NOW.plusSeconds(60)));
        assertThat(count("alert_clicks WHERE alert_id = 'alert-1'")).isEqualTo(3);
        assertThat(row("alerts WHERE alert_id = 'alert-1'").get("evidence").toString())
                .contains("3 where 1 was expected");
    }

    @Test
    void asksForEachClicksCreditInOneCallOfAtMost500() {
        // given
        List<String> clicks = ids("adv-credit-", 0, 1_200);

        // when: told again with 100 more, and by another alert
        send("credit", credit("alert-credit", clicks, "SIVT"));
        send("credit", credit("alert-credit", ids("adv-credit-", 0, 1_300), "SIVT"));
        send("credit", credit("alert-other", ids("adv-credit-", 600, 700), "SIVT"));
        barrier("credit");
        awaitNothingWaitsFor("alert-credit");

        // then
        List<Call> calls =
                commandApi.executed("/v1/credits").stream()
                        .filter(call -> call.body().path("reason").asString().equals("SIVT"))
                        .toList();
        assertThat(calls)
                .extracting(call -> call.body().path("clickIds").size())
                .containsExactlyInAnyOrder(500, 500, 200, 100);
        assertThat(calls)
                .flatExtracting(call -> call.body().path("clickIds").valueStream().toList())
                .hasSize(1_300)
                .doesNotHaveDuplicates();
        assertThat(
                        row(
                                "(SELECT count(*) AS calls, sum(credited_clicks) AS clicks,"
                                        + " sum(credited_micros)::bigint AS micros"
                                        + " FROM analytics.alert_credits"
                                        + " WHERE alert_id = 'alert-credit' AND status = 'CREDITED') sums"))
                .containsEntry("calls", 4L)
                .containsEntry("clicks", 1_300L)
                .containsEntry("micros", 91_000_000_000L);
    }

    @Test
    void aCreditOverTheLimitIsRecordedAsItsProposal() {
        // when
        send("large", credit("alert-large", ids("adv-large-", 0, 3), "LARGE"));
        await().atMost(LIMIT)
                .until(() -> count("alert_credits WHERE alert_id = 'alert-large'") == 1);
        awaitNothingWaitsFor("alert-large");

        // then
        assertThat(row("alert_credits WHERE alert_id = 'alert-large'"))
                .containsEntry("status", "PROPOSED")
                .containsEntry("proposal_id", "credit-1")
                .containsEntry("proposed_micros", 210_000_000L)
                .containsEntry("credited_micros", 0L);
    }

    @Test
    void holdsASourceOnceAndAgainOnlyForLonger() {
        // given
        Instant until = NOW.plus(1, ChronoUnit.DAYS);

        // when
        send("hold", hold("alert-hold", "held-visitor-001", until));
        send("hold", hold("alert-hold", "held-visitor-001", until));
        send("hold", hold("alert-hold-2", "held-visitor-001", until.minusSeconds(60)));
        send("hold", hold("alert-hold-3", "held-visitor-001", until.plusSeconds(60)));
        send("hold", hold("alert-over", "held-visitor-002", NOW.minusSeconds(1)));
        barrier("hold");
        awaitNothingWaitsFor("alert-hold-3");
        awaitNothingWaitsFor("alert-over");

        // then
        assertThat(commandApi.executed("/v1/traffic-holds"))
                .extracting(call -> Instant.parse(call.body().path("until").asString()))
                .containsExactly(until, until.plusSeconds(60));
        assertThat(row("alert_holds WHERE value = 'held-visitor-001'"))
                .containsEntry("alert_id", "alert-hold-3")
                .extractingByKey("hold_id")
                .asString()
                .startsWith("hold-");
        assertThat(row("outbox WHERE subject = 'alert-over'")).containsEntry("status", "MOOT");
    }

    @Test
    void setsTheNewestScoresOfACampaignsAdsInOneCall() {
        // when
        send(score("adv-q-ad1", 52_500, NOW));
        send(score("adv-q-ad2", 61_000, NOW));
        send(score("adv-q-ad1", 40_000, NOW.minusSeconds(3_600)));
        send(score("adv-q-ad1", 52_500, NOW));
        await().atMost(LIMIT)
                .until(() -> count("quality_scores WHERE campaign_id = 'adv-q' AND queued") == 3);
        awaitNothingWaitsFor("adv-q");

        // then: gathered from three partitions, so in two calls at worst
        List<Call> calls = commandApi.executed("/v1/campaigns/adv-q/quality-scores");
        assertThat(calls).hasSizeBetween(1, 3);
        Map<String, Double> last = new HashMap<>();
        calls.stream()
                .flatMap(call -> call.body().path("scores").valueStream())
                .forEach(s -> last.put(s.path("adId").asString(), s.path("score").asDouble()));
        assertThat(last).containsOnly(Map.entry("adv-q-ad1", 5.25), Map.entry("adv-q-ad2", 6.1));
    }

    @Test
    void asksAgainWhileItMayHelpAndKeepsTheCampaignsOrder() {
        // given
        String path = "/v1/campaigns/adv-later/pause";
        commandApi.answerNext(
                path,
                Answer.problem(503, "LOG_UNAVAILABLE").with("Retry-After", "1"),
                Answer.problem(429, "TOO_MANY"),
                Answer.problem(500, "INTERNAL"),
                Answer.problem(401, "UNKNOWN_KEY"));

        // when
        PauseThresholdReached first = reached("adv-later", NOW);
        PauseThresholdReached second = reached("adv-later", NOW.plusSeconds(1), 60);
        send("adv-later", first);
        send("adv-later", second);

        // then
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 2);
        List<Call> calls = commandApi.calls(path);
        assertThat(calls).hasSize(6);
        assertThat(calls.subList(0, 5)).extracting(Call::key).containsOnly(calls.get(0).key());
        assertThat(commandApi.executed(path))
                .extracting(call -> call.body().path("reason").asString())
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("95"),
                        reason -> assertThat(reason).contains("60"));
    }

    @Test
    void parksWhatIsRefusedAndAnOperatorRetriesOrDropsIt() throws Exception {
        // given
        String path = "/v1/campaigns/adv-parked/pause";
        commandApi.answerNext(
                path, Answer.problem(422, "INVALID_FIELD"), Answer.problem(404, "NOT_FOUND"));

        // when
        send("adv-parked", reached("adv-parked", NOW));
        send("adv-parked", reached("adv-parked", NOW.plusSeconds(1)));
        send("adv-parked", reached("adv-parked", NOW.plusSeconds(2)));

        // then: the third is not held up
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 1);
        List<Long> parked =
                worker.jdbc()
                        .sql(
                                """
                                SELECT id FROM analytics.outbox
                                WHERE subject = 'adv-parked' AND status = 'PARKED' ORDER BY id""")
                        .query(Long.class)
                        .list();
        assertThat(parked).hasSize(2);
        assertThat(row("outbox WHERE id = " + parked.get(0)).get("cause").toString())
                .contains("422 INVALID_FIELD");
        assertThat(call("POST", "/v1/outbox/" + parked.get(0) + "/retry", "local-auditor"))
                .isEqualTo(403);
        assertThat(call("GET", "/v1/outbox?status=PARKED", "local-auditor")).isEqualTo(200);
        assertThat(call("POST", "/v1/outbox/" + parked.get(0) + "/retry", "local-operator"))
                .isEqualTo(200);
        await().atMost(LIMIT).until(() -> commandApi.executed(path).size() == 2);
        assertThat(call("POST", "/v1/outbox/" + parked.get(1) + "/drop", "local-operator"))
                .isEqualTo(200);
        assertThat(call("POST", "/v1/outbox/" + parked.get(1) + "/drop", "local-operator"))
                .isEqualTo(409);
        assertThat(call("POST", "/v1/outbox/987654321/drop", "local-operator")).isEqualTo(404);
    }

    @Test
    void aPauseOfACampaignThatIsOverIsDoneWith() {
        // given
        commandApi.answerNext("/v1/campaigns/adv-ended/pause", Answer.problem(409, "WRONG_STATE"));

        // when
        send("adv-ended", reached("adv-ended", NOW));

        // then
        await().atMost(LIMIT).until(() -> count("outbox WHERE subject = 'adv-ended'") == 1);
        awaitNothingWaitsFor("adv-ended");
        assertThat(row("outbox WHERE subject = 'adv-ended'")).containsEntry("status", "MOOT");
    }

    @Test
    void aCallWhoseAnswerWasLostIsMadeAgainAndCarriedOutOnce() {
        // given: answered, and its sender died before it could store that
        send("once", credit("alert-once", List.of("adv-once-1"), "ONCE"));
        await().atMost(LIMIT)
                .until(() -> count("outbox WHERE subject = 'alert-once' AND status = 'DONE'") == 1);

        // when
        worker.jdbc()
                .sql(
                        """
                        UPDATE analytics.outbox SET status = 'WAITING'
                        WHERE subject = 'alert-once'""")
                .update();

        // then
        await().atMost(LIMIT)
                .until(() -> count("outbox WHERE subject = 'alert-once' AND status = 'DONE'") == 1);
        assertThat(callsBecauseOf("ONCE", commandApi.calls("/v1/credits"))).isEqualTo(2);
        assertThat(callsBecauseOf("ONCE", commandApi.executed("/v1/credits"))).isEqualTo(1);
    }

    @Test
    void manyCampaignsAreCalledSideBySideEachInItsOrder() {
        // when
        for (int n = 0; n < 10; n++) {
            for (int campaign = 0; campaign < 20; campaign++) {
                String id = "adv-side-" + campaign;
                send(id, reached(id, NOW.plusSeconds(n), 50 + n));
            }
        }

        // then
        await().atMost(LIMIT).until(() -> count("outbox WHERE subject LIKE 'adv-side-%'") == 200);
        await().atMost(LIMIT)
                .until(
                        () ->
                                count(
                                                "outbox WHERE subject LIKE 'adv-side-%'"
                                                        + " AND status = 'WAITING'")
                                        == 0);
        for (int campaign = 0; campaign < 20; campaign++) {
            String path = "/v1/campaigns/adv-side-" + campaign + "/pause";
            assertThat(commandApi.calls(path))
                    .extracting(call -> call.body().path("reason").asString())
                    .containsExactly(
                            IntStream.range(0, 10)
                                    .mapToObj(
                                            n ->
                                                    "At least "
                                                            + (50 + n)
                                                            + " % of the day's budget is used")
                                    .toArray(String[]::new));
        }
    }

    @Test
    void aBrokenMessageOfATopicIsParkedAndTheRestFlows() {
        // when
        worker.send(Topic.BUDGET_MANAGEMENT, "poison", new byte[] {1, 2, 3});
        worker.send(Topic.BUDGET_MANAGEMENT, "poison", score("adv-x", 50_000, NOW));
        send("poison", credit("alert-poison", List.of(), "empty"));
        worker.send(Topic.QUALITY_SCORE_UPDATES, "poison", score("adv-over", 100_001, NOW));
        send("poison", reached("adv-poison", NOW));

        // then
        await().atMost(LIMIT)
                .until(() -> !commandApi.executed("/v1/campaigns/adv-poison/pause").isEmpty());
        await().atMost(LIMIT).until(() -> count("parked_messages") == 4);
    }

    private static long callsBecauseOf(String reason, List<Call> calls) {
        return calls.stream()
                .filter(call -> call.body().path("reason").asString().equals(reason))
                .count();
    }

    /** Behind everything that was sent with that key before, and waits until it is handled. */
    private static void barrier(String key) {
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

    private static void awaitNothingWaitsFor(String subject) {
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

    private static Map<String, Object> awaitCorrection(String campaignId) {
        String rows = "counter_corrections WHERE campaign_id = '" + campaignId + "'";
        await().atMost(LIMIT).until(() -> count(rows + " AND status <> 'WAITING'") == 1);
        return row(rows);
    }

    private static void record(String campaignId, long spent, long position) {
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
    private static CounterDrift drift(String campaignId, long redisSpent, Long redisPosition) {
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

    private static PauseThresholdReached reached(String campaignId, Instant at) {
        return reached(campaignId, at, 95);
    }

    private static PauseThresholdReached reached(String campaignId, Instant at, int percent) {
        return new PauseThresholdReached("adv", campaignId, DAY, 950L, 1_000L, percent, at);
    }

    private static CreditRequested credit(String alertId, List<String> clickIds, String reason) {
        return new CreditRequested(alertId, "adv", clickIds, reason, NOW);
    }

    private static HoldRequested hold(String alertId, String visitor, Instant until) {
        return new HoldRequested(alertId, HoldKind.VISITOR, visitor, until, "too even", NOW);
    }

    private static QualityScored score(String adId, long scoreE4, Instant at) {
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

    private static List<String> ids(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> prefix + n).toList();
    }

    private static void send(QualityScored score) {
        worker.send(Topic.QUALITY_SCORE_UPDATES, score.getAdId(), score);
    }

    private static void send(String key, SpecificRecord message) {
        worker.send(Topic.BUDGET_MANAGEMENT, key, AvroCodec.encode(message));
    }

    private static long count(String rows) {
        return worker.jdbc()
                .sql("SELECT count(*) FROM analytics." + rows)
                .query(Long.class)
                .single();
    }

    private static Map<String, Object> row(String rows) {
        String from = rows.startsWith("(") ? rows : "analytics." + rows;
        return worker.jdbc().sql("SELECT * FROM " + from).query().singleRow();
    }

    private static int call(String method, String path, String key)
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
