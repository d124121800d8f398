package io.recount.worker.performance;

import static io.recount.worker.RunningWorker.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.event.ArmWindowResult;
import io.recount.event.Attribution;
import io.recount.event.ConversionAttributed;
import io.recount.event.ExperimentArm;
import io.recount.ops.parts.RealParts;
import io.recount.wire.Topic;
import io.recount.worker.RunningWorker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class WindowResultsIT {
    private static RunningWorker worker;

    @BeforeAll
    static void start() {
        worker = RunningWorker.onNewDatabase();
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void storesEveryFieldOfAResult() {
        // when
        worker.send(
                result("fields", 9)
                        .setImpressions(8)
                        .setClicks(4)
                        .setInvalidClicks(3)
                        .setConversionCount(2)
                        .setCostMicros(1)
                        .setComplete(true)
                        .setCreditedClicks(5)
                        .setCreditedMicros(6)
                        .build());

        // then
        await().atMost(LIMIT).until(() -> !worker.revisionsOf("fields").isEmpty());
        assertThat(row("fields"))
                .containsEntry("scope", "AD")
                .containsEntry("window_ms", 60_000L)
                .containsEntry("advertiser_id", "adv")
                .containsEntry("campaign_id", "adv-c")
                .containsEntry("impressions", 8L)
                .containsEntry("clicks", 4L)
                .containsEntry("invalid_clicks", 3L)
                .containsEntry("conversions", 2L)
                .containsEntry("cost_micros", 1L)
                .containsEntry("revision", 9L)
                .containsEntry("complete", true)
                .containsEntry("credited_clicks", 5L)
                .containsEntry("credited_micros", 6L)
                .containsEntry("late", false);
    }

    @Test
    void lateEventsHaveARowBesideTheWindowsOwn() {
        // when
        worker.send(result("late", 4).setComplete(true).build());
        worker.send(result("late", 1).setComplete(true).setLate(true).build());
        worker.send(result("late", 2).setComplete(true).setLate(true).build());
        awaitHandled("late");

        // then
        assertThat(worker.revisionsOf("late")).containsExactlyInAnyOrder(4L, 2L);
    }

    @Test
    void standsInThePartitionOfItsDay() {
        // given
        Instant today = Instant.now();
        Instant longAgo = Instant.parse("2001-02-03T00:00:00Z");

        // when
        worker.send(result("today", 1).setWindowStart(today).build());
        worker.send(result("long-ago", 1).setWindowStart(longAgo).build());

        // then
        await().atMost(LIMIT).until(() -> !worker.revisionsOf("today").isEmpty());
        await().atMost(LIMIT).until(() -> !worker.revisionsOf("long-ago").isEmpty());
        String day = today.atOffset(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE);
        assertThat(partitionOf("today"))
                .isEqualTo("analytics.window_results_" + day.substring(0, 8));
        assertThat(partitionOf("long-ago")).isEqualTo("analytics.window_results_other");
    }

    @Test
    void aDayThatGetsItsPartitionLaterTakesItsRowsOver() {
        // given
        Instant longAgo = Instant.parse("2002-03-04T23:59:00Z");
        worker.send(result("moved", 1).setWindowStart(longAgo).build());
        await().atMost(LIMIT).until(() -> !worker.revisionsOf("moved").isEmpty());

        // when
        worker.jdbc()
                .sql("SELECT analytics.ensure_day('window_results', '2002-03-04')")
                .query()
                .listOfRows();

        // then
        assertThat(partitionOf("moved")).isEqualTo("analytics.window_results_20020304");
    }

    @Test
    void anArmsLargerRevisionWins() {
        // given
        ArmWindowResult.Builder arm =
                ArmWindowResult.newBuilder()
                        .setExperimentId("experiment")
                        .setArm("high")
                        .setWindowStart(RunningWorker.WINDOW)
                        .setWindowMs(60_000)
                        .setImpressions(5)
                        .setClicks(4)
                        .setInvalidClicks(3)
                        .setConversionCount(2)
                        .setCostMicros(1)
                        .setRevision(9)
                        .setComplete(true)
                        .setComputedAt(RunningWorker.WINDOW);

        // when
        worker.send(Topic.PERFORMANCE_METRICS, "experiment", arm.build());
        worker.send(
                Topic.PERFORMANCE_METRICS, "experiment", arm.setRevision(8).setClicks(1).build());
        worker.send(Topic.PERFORMANCE_METRICS, "experiment", arm.setArm("low").build());

        // then
        await().atMost(LIMIT).until(() -> rows("arm_window_results").size() == 2);
        assertThat(rows("arm_window_results WHERE arm = 'high'").get(0))
                .containsEntry("revision", 9L)
                .containsEntry("clicks", 4L)
                .containsEntry("conversions", 2L);
    }

    @Test
    void anOrderCountsOnceForItsLastClick() {
        // given
        ConversionAttributed.Builder first =
                ConversionAttributed.newBuilder()
                        .setConversionId("conversion")
                        .setOrderId("order")
                        .setClickId("adv-1")
                        .setAttribution(Attribution.ATTRIBUTED)
                        .setAdvertiserId("adv")
                        .setCampaignId("adv-c")
                        .setAdId("adv-c-1")
                        .setClickedAt(RunningWorker.WINDOW)
                        .setArms(List.of(new ExperimentArm("experiment", "high")))
                        .setValueMicros(7)
                        .setOccurredAt(RunningWorker.WINDOW.plusSeconds(9))
                        .setAt(RunningWorker.WINDOW);
        ConversionAttributed later =
                ConversionAttributed.newBuilder(first)
                        .setClickId("adv-2")
                        .setClickedAt(RunningWorker.WINDOW.plusSeconds(5))
                        .build();
        ConversionAttributed unmatched =
                ConversionAttributed.newBuilder(first)
                        .setClickId("adv-3")
                        .setAttribution(Attribution.UNMATCHED)
                        .setAdvertiserId(null)
                        .setCampaignId(null)
                        .setAdId(null)
                        .setClickedAt(null)
                        .build();

        // when
        for (ConversionAttributed told : List.of(unmatched, first.build(), later, unmatched)) {
            worker.send(Topic.PERFORMANCE_METRICS, "conversion", told);
        }
        worker.send(Topic.PERFORMANCE_METRICS, "conversion", first.build());
        worker.send(
                Topic.PERFORMANCE_METRICS, "conversion", first.setConversionId("behind").build());

        // then
        await().atMost(LIMIT).until(() -> rows("conversions").size() == 2);
        assertThat(rows("conversions WHERE conversion_id = 'conversion'").get(0))
                .containsEntry("click_id", "adv-2")
                .containsEntry("attribution", "ATTRIBUTED")
                .extractingByKey("arms")
                .asString()
                .contains("experiment", "high");
    }

    @Test
    void theTableOfAnEarlierReleaseIsPartitionedWithItsRows() {
        // given
        var jdbc =
                new JdbcTemplate(new DriverManagerDataSource(RealParts.postgres().newDatabase()));
        jdbc.execute("CREATE SCHEMA analytics");
        jdbc.execute(script("V1__window_results_and_inbox.sql"));
        jdbc.execute(
                """
                INSERT INTO analytics.window_results
                SELECT 'AD', 'ad', 60000, '2026-01-01Z'::timestamptz + n * interval '6 h', 'adv',
                       'adv-c', n, 0, 0, 0, 0, n, true, now()
                FROM generate_series(1, 10) AS n""");

        // when
        jdbc.execute(script("V2__daily_partitions.sql"));

        // then
        assertThat(
                        jdbc.queryForList(
                                """
                                SELECT tableoid::regclass || ' ' || count(*) || ' ' || sum(revision)
                                FROM analytics.window_results GROUP BY tableoid ORDER BY 1""",
                                String.class))
                .containsExactly(
                        "analytics.window_results_20260101 3 6",
                        "analytics.window_results_20260102 4 22",
                        "analytics.window_results_20260103 3 27");
    }

    private static String script(String name) {
        try (InputStream in = WindowResults.class.getResourceAsStream("/db/analytics/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String partitionOf(String adId) {
        return worker.jdbc()
                .sql("SELECT tableoid::regclass::text FROM analytics.window_results WHERE id = ?")
                .param(adId)
                .query(String.class)
                .single();
    }

    private static List<Map<String, Object>> rows(String table) {
        return worker.jdbc().sql("SELECT * FROM analytics." + table).query().listOfRows();
    }

    @Test
    void theLargerRevisionWinsWhateverTheOrder() {
        // given
        worker.send(result("order", 2).build());
        worker.send(result("order", 5).build());
        worker.send(result("order", 3).build());

        // when
        awaitHandled("order");

        // then
        assertThat(worker.revisionsOf("order")).containsExactly(5L);
    }

    @Test
    void atAnEqualRevisionTheCompleteResultWinsAndStays() {
        // given
        worker.send(result("complete", 4).build());
        awaitHandled("complete");

        // when
        worker.send(result("complete", 4).setComplete(true).build());
        worker.send(result("complete", 4).build());
        awaitHandled("complete");

        // then
        assertThat(row("complete")).containsEntry("complete", true);
    }

    @Test
    void theSameResultAgainDoesNotTouchTheRow() {
        // given
        worker.send(result("again", 7).build());
        awaitHandled("again");
        Map<String, Object> first = row("again");

        // when
        worker.send(result("again", 7).build());
        worker.send(result("again", 6).build());
        awaitHandled("again");

        // then
        assertThat(row("again")).isEqualTo(first);
    }

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A window of another time behind the others, in the same partition. */
    private static int barrier;

    private static void awaitHandled(String adId) {
        var start = RunningWorker.WINDOW.plusSeconds(60L * ++barrier);
        worker.send(result(adId, 1).setWindowStart(start).setComplete(true).build());
        await().atMost(LIMIT)
                .until(
                        () ->
                                worker.jdbc()
                                        .sql(
                                                """
                                                DELETE FROM analytics.window_results
                                                WHERE id = ? AND window_start = ?""")
                                        .params(adId, java.sql.Timestamp.from(start))
                                        .update(),
                        deleted -> deleted == 1);
    }

    private static Map<String, Object> row(String adId) {
        return worker.jdbc()
                .sql("SELECT * FROM analytics.window_results WHERE id = ?")
                .param(adId)
                .query()
                .singleRow();
    }
}
