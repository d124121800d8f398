package io.recount.worker.performance;

import static io.recount.worker.RunningWorker.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.worker.RunningWorker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
                .containsEntry("complete", true);
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

    private static final Duration LIMIT = Duration.ofSeconds(20);

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
