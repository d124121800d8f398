package io.recount.worker.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.ClickIgnored;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.Conversion;
import io.recount.event.Impression;
import io.recount.redis.CounterRecord;
import io.recount.redis.RedisKeys;
import io.recount.worker.MigratedDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationIT {
    private static final Instant DAY = Instant.parse("2026-03-04T00:00:00Z");
    private static final Instant NEXT_DAY = Instant.parse("2026-03-05T02:20:00Z");
    private static final Duration AT_ONCE = Duration.ofMillis(100);
    private static final String ONE = "books-c1";
    private static final String TWO = "books-c2";

    private Books books;
    private long deposit;
    private long first;
    private long refused;
    private long unseen;

    /** A day on which every record says the same. */
    @BeforeEach
    void aDay() {
        books = new Books();
        books.database
                .client()
                .sql("SELECT analytics.ensure_day('raw_events', '2026-03-04')")
                .query()
                .singleRow();
        books.registered(at("09:00:00"));
        deposit = books.deposited(at("09:00:01"), 5_000);
        first = books.charged(at("10:00:10"), "k1", ONE, "a1");
        books.charged(at("10:30:00"), "k2", TWO, "a2");
        refused = notCharged(at("10:31:00"), "k3");
        unseen = books.charged(at("10:32:00"), "k4", ONE, "a3");
        books.credited(at("11:10:00"), "k1", ONE, "a1");
        // Shown again two seconds later, in the next hour: counted where it came first.
        books.sent(impression("i1"), null, "i1/i", at("09:59:59"), "a1", "i1", null);
        books.sent(impression("i1"), null, "i1/i", at("10:00:01"), "a1", "i1", null);
        books.window("a1", at("09:59:59"), Map.of("impressions", 1L));
        books.sent(ignored("k9"), null, "bot-1", at("10:01:00"), "a1", "k9", null);
        books.window("a1", at("10:01:00"), Map.of("invalid_clicks", 1L));
        order("o1", "k1", "a1", at("11:30:00"));
        books.window("a1", at("11:30:00"), Map.of("conversions", 1L));
        // One order, told for two clicks: the stream met the second one first.
        order("o2", "k1", "a1", at("11:40:00"));
        order("o2", "k2", "a2", at("11:41:00"));
        books.window("a2", at("11:41:00"), Map.of("conversions", 1L));
    }

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void aDayOnWhichAllRecordsSayTheSameHasNoDifference() {
        // when
        String note = run(NEXT_DAY, AT_ONCE);

        // then
        assertThat(note).isEqualTo("4 comparisons, 0 differences");
        assertThat(differences()).isEmpty();
        assertThat(
                        books.database
                                .client()
                                .sql(
                                        """
                                        SELECT kind || ' ' || compared || ' ' || agreement_ppm
                                            || ' ' || alerted
                                        FROM analytics.reconciliations ORDER BY kind""")
                                .query(String.class)
                                .list())
                .containsExactly(
                        "ARCHIVE 5 1000000 false",
                        "LEDGER 5 1000000 false",
                        "REDIS 3 1000000 false",
                        "WINDOWS 7 1000000 false");
    }

    @Test
    void findsEachKindOfPlantedDifferenceAndNothingElse() {
        // given: the stream counted a click twice, lost an hour, and counted an order twice
        sql("UPDATE analytics.window_results SET clicks = 2 WHERE id = 'a1' AND clicks = 1");
        sql("DELETE FROM analytics.window_results WHERE id = 'a2' AND clicks = 1");
        books.window("a1", at("11:40:00"), Map.of("conversions", 1L));
        // The relay lost a click, changed one and somebody else sent one.
        sql("DELETE FROM analytics.window_results WHERE id = 'a3'");
        sql("DELETE FROM analytics.raw_events WHERE click_id = 'k4'");
        sql("UPDATE analytics.raw_events SET payload = 'x' WHERE click_id = 'k3'");
        books.sent(refusedClick("k7"), null, "forged", at("10:40:00"), "a1", "k7", null);
        // The ledger has one wrong amount and lacks a deposit.
        sql("ALTER TABLE event_log.ledger_entries DISABLE TRIGGER append_only");
        sql(
                "UPDATE event_log.ledger_entries SET amount_micros = -71 WHERE entry = 1"
                        + " AND position = "
                        + first);
        sql("DELETE FROM event_log.ledger_entries WHERE position = " + deposit);
        // Redis shows too much of one campaign, and none of the other.
        books.redis.hset(RedisKeys.campaignDay(ONE), "spent", "150");
        books.redis.del(RedisKeys.campaignDay(TWO));

        // when
        run(NEXT_DAY, AT_ONCE);

        // then
        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "WINDOWS a1 10:00 clicks 1 2",
                        "WINDOWS a2 10:00 clicks 1 0",
                        "WINDOWS a2 10:00 costMicros 70 0",
                        "WINDOWS all ads 00:00 conversions 2 3",
                        "ARCHIVE " + unseen + " - events 1 -",
                        "ARCHIVE " + refused + " - bytes 1 1",
                        "ARCHIVE forged - events - 1",
                        "LEDGER " + first + " - entry 1 of books's prepaid -70 -71",
                        "LEDGER " + deposit + " - entry 1 of books's prepaid 5000 -",
                        "LEDGER " + deposit + " - entry 2 of books's world -5000 -",
                        "REDIS " + RedisKeys.campaignDay(ONE) + " - spent 140 150",
                        "REDIS " + RedisKeys.campaignDay(TWO) + " - position 4 -");
        assertThat(books.database.count("analytics.reconciliations WHERE alerted")).isEqualTo(4);
    }

    @Test
    void redisIsAheadOfTheLogOrBehindTheReadModel() {
        // given
        books.redis.hset(RedisKeys.campaignDay(ONE), "position", "1000");
        books.inRedis(
                new CounterRecord(
                        RedisKeys.advertiserBalance(Books.ADVERTISER),
                        deposit,
                        Map.of(CounterRecord.BALANCE, 5_000L)));

        // when
        run(NEXT_DAY, AT_ONCE);

        // then
        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "REDIS " + RedisKeys.campaignDay(ONE) + " - position - 1000",
                        "REDIS "
                                + RedisKeys.advertiserBalance(Books.ADVERTISER)
                                + " - position 7 2");
    }

    @Test
    void aCounterThatIsOnlyLateIsNoDifference() {
        // given
        String key = RedisKeys.campaignDay(TWO);
        Map<String, String> record = books.redis.hgetall(key);
        books.redis.del(key);

        // when: it is written while it is asked for
        CompletableFuture<Void> late =
                CompletableFuture.runAsync(
                        () -> books.redis.hset(key, record),
                        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS));
        run(NEXT_DAY, Duration.ofSeconds(60));

        // then
        assertThat(late).isCompleted();
        assertThat(differences()).isEmpty();
    }

    @Test
    void aDifferenceIsToldAgainUntilItIsGoneOrOldAndADayAskedForSkipsNone() {
        // given
        sql("DELETE FROM analytics.raw_events WHERE click_id = 'k4'");

        // when, then: seen by the windows too, since the stream had it
        MigratedDatabase.run(books.job(NEXT_DAY, AT_ONCE), LocalDate.parse("2026-03-05"));
        assertThat(differences()).containsExactly("ARCHIVE " + unseen + " - events 1 -");
        assertThat(run(NEXT_DAY.plusSeconds(60), AT_ONCE))
                .isEqualTo("4 comparisons, 2 differences");
        assertThat(run(NEXT_DAY.plus(Duration.ofDays(4)), AT_ONCE)).endsWith(" 0 differences");
    }

    @Test
    void whatRetentionTookIsNotMissed() {
        // given
        sql("SELECT analytics.ensure_day('raw_events', '2026-03-05')");
        sql("DROP TABLE analytics.raw_events_20260304");

        // when
        run(NEXT_DAY, AT_ONCE);

        // then
        assertThat(differences()).isEmpty();
    }

    private String run(Instant now, Duration redisPatience) {
        return MigratedDatabase.run(books.job(now, redisPatience), null);
    }

    private List<String> differences() {
        return books.database
                .client()
                .sql(
                        """
                        SELECT concat_ws(' ', kind, subject,
                            coalesce(to_char(at AT TIME ZONE 'UTC', 'HH24:MI'), '-'), measure,
                            coalesce(expected::text, '-'), coalesce(found::text, '-'))
                        FROM analytics.reconciliation_differences
                        JOIN analytics.reconciliations ON id = reconciliation_id""")
                .query(String.class)
                .list();
    }

    private void sql(String statement) {
        books.database.jdbc().execute(statement);
    }

    private static Instant at(String time) {
        return Instant.parse("2026-03-04T" + time + "Z");
    }

    private long notCharged(Instant at, String clickId) {
        ClickNotCharged event = refusedClick(clickId);
        long position = books.logged(at, event, null);
        books.sent(event, position, "event-" + position, at, "a2", clickId, null);
        return position;
    }

    private static ClickNotCharged refusedClick(String clickId) {
        return ClickNotCharged.newBuilder()
                .setClickId(clickId)
                .setAdvertiserId(Books.ADVERTISER)
                .setCampaignId(ONE)
                .setAdId("a2")
                .setOutcome(ClickOutcome.UNBILLED_BUDGET)
                .setPriceMicros(Books.PRICE)
                .setAt(DAY)
                .setServedAt(DAY)
                .setDayStart(DAY)
                .setBalanceMicros(0)
                .setDaySpentMicros(0)
                .setTotalSpentMicros(0)
                .setDailyBudgetMicros(1_000_000)
                .setRulesVersion(1)
                .build();
    }

    private static Impression impression(String clickId) {
        return Impression.newBuilder()
                .setClickId(clickId)
                .setAdvertiserId(Books.ADVERTISER)
                .setCampaignId(ONE)
                .setAdId("a1")
                .setSlot(1)
                .setServedAt(DAY)
                .setAt(DAY)
                .build();
    }

    private static ClickIgnored ignored(String clickId) {
        return ClickIgnored.newBuilder()
                .setEventId("bot-1")
                .setClickId(clickId)
                .setAdvertiserId(Books.ADVERTISER)
                .setCampaignId(ONE)
                .setAdId("a1")
                .setOutcome(ClickOutcome.INVALID_TRAFFIC)
                .setPriceMicros(Books.PRICE)
                .setServedAt(DAY)
                .setAt(DAY)
                .build();
    }

    private void order(String orderId, String clickId, String adId, Instant at) {
        Conversion event =
                Conversion.newBuilder()
                        .setConversionId("books-" + orderId)
                        .setClickId(clickId)
                        .setOrderId(orderId)
                        .setValueMicros(1)
                        .setOccurredAt(at)
                        .setReceivedAt(at)
                        .build();
        books.sent(event, null, "books-" + orderId, at, adId, clickId, null);
    }
}
