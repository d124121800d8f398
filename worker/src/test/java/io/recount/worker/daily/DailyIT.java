package io.recount.worker.daily;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.worker.MigratedDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DailyIT {
    private MigratedDatabase database;

    @BeforeEach
    void create() {
        database = new MigratedDatabase();
    }

    @Test
    void foldsEveryZonesDaysWhateverTheirLength() {
        // given: three zones, each with an impression a minute; in one of them clocks change
        advertiser("seoul", "Asia/Seoul", "2026-03-07T00:00:00Z");
        advertiser("york", "America/New_York", "2026-03-07T00:00:00Z");
        advertiser("kathmandu", "Asia/Kathmandu", "2026-03-07T00:00:00Z");
        for (String advertiserId : List.of("seoul", "york", "kathmandu")) {
            minutes(advertiserId, "2026-03-06T00:00:00Z", "2026-03-10T00:00:00Z", true);
        }

        // when: just before, and just after midnight in New York
        String before = run("2026-03-09T03:59:59Z", null);
        long daysBefore = days("york", "2026-03-08T05:00:00Z");
        String after = run("2026-03-09T04:00:00Z", null);

        // then
        assertThat(before).endsWith("days folded");
        assertThat(after).endsWith("days folded");
        assertThat(daysBefore).isZero();
        assertThat(impressions("york", "2026-03-08T05:00:00Z")).isEqualTo(23 * 60);
        assertThat(impressions("seoul", "2026-03-07T15:00:00Z")).isEqualTo(24 * 60);
        assertThat(impressions("kathmandu", "2026-03-07T18:15:00Z")).isEqualTo(24 * 60);
        assertThat(
                        database.client()
                                .sql(
                                        """
                                        SELECT count(*) FROM analytics.day_results one
                                        JOIN analytics.day_results other USING (scope, id)
                                        WHERE one.day_start < other.day_start
                                          AND one.day_end > other.day_start""")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void theDayOnWhichClocksAreSetBackHas25Hours() {
        // given
        advertiser("york", "America/New_York", "2026-10-31T12:00:00Z");
        minutes("york", "2026-10-31T00:00:00Z", "2026-11-03T00:00:00Z", true);

        // when
        run("2026-11-02T05:00:00Z", null);

        // then
        assertThat(impressions("york", "2026-11-01T04:00:00Z")).isEqualTo(25 * 60);
    }

    @Test
    void minutesNotFinalYetAreLeftOutAndCountedAndTheNextRunPutsThemIn() {
        // given
        advertiser("adv", "Asia/Seoul", "2026-03-01T00:00:00Z");
        String day = "2026-03-03T15:00:00Z";
        minutes("adv", day, "2026-03-04T14:57:00Z", true);
        minutes("adv", "2026-03-04T14:57:00Z", "2026-03-04T15:00:00Z", false);

        // when, then: the last three minutes are still open
        run("2026-03-04T15:00:10Z", null);
        assertThat(row("adv", day))
                .containsEntry("impressions", 1_437L)
                .containsEntry("cost_micros", 1_437L * 70)
                .containsEntry("open_minutes", 3L);

        // when, then: they are closed, and one event came too late for its window
        database.client()
                .sql("UPDATE analytics.window_results SET complete = true, revision = 4")
                .update();
        late("adv", "2026-03-04T01:00:00Z", 5);
        run("2026-03-04T15:15:10Z", null);
        assertThat(row("adv", day))
                .containsEntry("impressions", 1_445L)
                .containsEntry("open_minutes", 0L);

        // when, then: run again, by hand too, nothing is written; nor when minutes are let go
        Map<String, Object> folded = row("adv", day);
        run("2026-03-04T16:00:00Z", null);
        run("2026-03-04T16:00:00Z", LocalDate.parse("2026-03-04"));
        database.client()
                .sql("DELETE FROM analytics.window_results WHERE window_start < ?::timestamptz")
                .param("2026-03-04T00:00:00Z")
                .update();
        run("2026-03-04T17:00:00Z", LocalDate.parse("2026-03-04"));
        assertThat(row("adv", day)).isEqualTo(folded);
    }

    @Test
    void aRunCatchesUpWhatWasMissedAndOneThatIsAskedForFoldsThatDayAlone() {
        // given
        advertiser("adv", "Asia/Seoul", "2026-03-01T00:00:00Z");
        minutes("adv", "2026-03-01T00:00:00Z", "2026-03-12T00:00:00Z", true);

        // when, then
        assertThat(run("2026-03-11T16:00:00Z", LocalDate.parse("2026-03-05")))
                .isEqualTo("1 days folded");
        assertThat(database.count("analytics.day_results")).isEqualTo(1);
        assertThat(run("2026-03-11T16:00:00Z", LocalDate.parse("2026-03-12")))
                .as("a day in course is not folded")
                .isEqualTo("0 days folded");
        run("2026-03-11T16:00:00Z", null);
        assertThat(database.count("analytics.day_results")).isEqualTo(11);
    }

    private String run(String now, @Nullable LocalDate day) {
        Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
        DayResults results = new DayResults(database.client(), clock);
        return MigratedDatabase.run(new DailyJob(results, clock, database.transactions(), 2), day);
    }

    private void advertiser(String id, String zone, String registeredAt) {
        database.jdbc()
                .update(
                        """
                        INSERT INTO read_model.advertisers (advertiser_id, name, currency,
                            time_zone, registered_at, version, position)
                        VALUES (?, 'Bakery', 'KRW', ?, ?::timestamptz, 1, 1)""",
                        id,
                        zone,
                        registeredAt);
    }

    /** One impression in each, and in the fives too, which must not be added. */
    private void minutes(String advertiserId, String from, String to, boolean complete) {
        for (Duration window : List.of(Duration.ofMinutes(1), Duration.ofMinutes(5))) {
            database.jdbc()
                    .update(
                            """
                            INSERT INTO analytics.window_results
                                (scope, id, window_ms, window_start, advertiser_id, campaign_id,
                                 impressions, clicks, invalid_clicks, conversions, cost_micros,
                                 revision, complete, computed_at)
                            SELECT 'AD', ? || '-a', ?, minute, ?, ? || '-c', 1, 1, 0, 0, 70, 2, ?,
                                   now()
                            FROM generate_series(?::timestamptz, ?::timestamptz
                                - interval '1 second', ?::interval) minute""",
                            advertiserId,
                            window.toMillis(),
                            advertiserId,
                            advertiserId,
                            complete,
                            from,
                            to,
                            window.toString());
        }
    }

    private void late(String advertiserId, String minute, long impressions) {
        database.jdbc()
                .update(
                        """
                        INSERT INTO analytics.window_results
                            (scope, id, window_ms, window_start, advertiser_id, campaign_id,
                             impressions, clicks, invalid_clicks, conversions, cost_micros,
                             revision, complete, computed_at, late)
                        VALUES ('AD', ? || '-a', 60000, ?::timestamptz, ?, ? || '-c', ?, 0, 0, 0,
                                0, ?, true, now(), true)""",
                        advertiserId,
                        minute,
                        advertiserId,
                        advertiserId,
                        impressions,
                        impressions);
    }

    private long days(String advertiserId, String dayStart) {
        return database.client()
                .sql(
                        """
                        SELECT count(*) FROM analytics.day_results
                        WHERE advertiser_id = ? AND day_start = ?::timestamptz""")
                .params(advertiserId, dayStart)
                .query(Long.class)
                .single();
    }

    private long impressions(String advertiserId, String dayStart) {
        return (Long) row(advertiserId, dayStart).get("impressions");
    }

    private Map<String, Object> row(String advertiserId, String dayStart) {
        return database.client()
                .sql(
                        """
                        SELECT * FROM analytics.day_results
                        WHERE advertiser_id = ? AND day_start = ?::timestamptz""")
                .params(advertiserId, dayStart)
                .query()
                .singleRow();
    }
}
