package io.recount.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.recount.event.ClickCharged;
import io.recount.worker.MigratedDatabase;
import io.recount.worker.SteppedClock;
import io.recount.worker.settlement.History.Entry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** Settling by schedule and by hand, on a log in PostgreSQL, with a clock that the test moves. */
class SettlementIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MICROS = 70_000_000;

    private final MigratedDatabase database = new MigratedDatabase();
    private final Map<String, Integer> appended = new LinkedHashMap<>();

    @Test
    void acrossMidnightsAndClockChangesInThreeZonesTwoWorkersSettleEachDayOnce() {
        // given: both clock changes of New York and of London, and Seoul, which has none
        Map<String, History> histories = new LinkedHashMap<>();
        Instant begun = Instant.parse("2026-03-06T17:00:00Z");
        SteppedClock clock = new SteppedClock(begun);
        for (String zone : List.of("Asia/Seoul", "America/New_York", "Europe/London")) {
            histories.put(zone, registered(zone, zone, begun));
        }
        try (SettlingWorkers workers = new SettlingWorkers(database, clock)) {
            workers.start(2);

            // when: the clock goes on three hours at a time over the days that matter, and over the
            // months between them at once, as if no worker had run
            for (String day : List.of("2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01")) {
                Instant from = Instant.parse(day + "T02:10:00Z");
                for (int hour = 0; hour < 30; hour += 3) {
                    Instant now = from.plus(Duration.ofHours(hour));
                    histories.values().forEach(h -> h.charge(now, "c", "c-a", MICROS));
                    histories.forEach(this::append);
                    clock.set(now.plus(Duration.ofMinutes(10)));
                    awaitRunAt(clock.instant());
                }
            }
        }

        // then: none left out, none twice, each as long as it was there
        for (String zone : histories.keySet()) {
            List<Duration> days = daysWithoutGap(zone);
            assertThat(days.stream().filter(length -> !length.equals(Duration.ofHours(24))))
                    .as(zone)
                    .containsExactlyElementsOf(
                            zone.equals("Asia/Seoul")
                                    ? List.of()
                                    : List.of(Duration.ofHours(23), Duration.ofHours(25)));
            assertThat(days.size()).as(zone).isBetween(239, 241);
        }
        assertThat(database.count("analytics.job_runs WHERE status = 'FAILED'")).isZero();
        assertThat(clicksSettledButToday()).isEqualTo(clicksBeforeToday(histories, clock));
    }

    @Test
    void settledAgainNothingIsAddedAndALaterCreditStandsOnItsOwnDay() {
        // given
        Instant first = Instant.parse("2026-05-01T05:00:00Z");
        History history = registered("adv", "Asia/Kathmandu", first);
        history.charge(first.plusSeconds(60), "c", "c-a", MICROS);
        history.charge(first.plusSeconds(61), "c", "c-b", MICROS);
        append("adv", history);
        SteppedClock clock = new SteppedClock(Instant.parse("2026-05-01T18:18:00Z"));
        SettlementJob job = job(clock);

        // when: once, again, and once more after a credit of the next day
        String once = MigratedDatabase.run(job, null);
        String again = MigratedDatabase.run(job, null);
        List<Map<String, Object>> settled = rows("analytics.settlements");
        history.credit(Instant.parse("2026-05-02T09:00:00Z"));
        append("adv", history);
        clock.set(Instant.parse("2026-05-03T18:18:00Z"));
        String notYet = MigratedDatabase.run(job, LocalDate.parse("2026-05-01"));
        String later = MigratedDatabase.run(job, null);

        // then
        assertThat(once).isEqualTo("1 days of 1 advertisers, log position 6");
        assertThat(again).startsWith("0 days of 0 advertisers");
        assertThat(notYet).startsWith("0 days of 1 advertisers");
        assertThat(later).isEqualTo("2 days of 1 advertisers, log position 7");
        assertThat(rows("analytics.settlements").subList(0, 1)).isEqualTo(settled);
        assertThat(column("charged_minor")).containsExactly(140L, 0L, 0L);
        assertThat(column("credited_minor")).containsExactly(0L, 70L, 0L);
        assertThat(column("closing_minor")).containsExactly(4_860L, 4_930L, 4_930L);
        assertThat(column("log_position")).containsExactly(6L, 7L, 7L);
        assertThat(rows("analytics.settlement_lines"))
                .extracting(line -> line.get("ad_id") + " " + line.get("charged_minor"))
                .containsExactly(" 140", "c-a 70", "c-b 70", " 0", "c-a 0");

        // and: for good
        assertThatThrownBy(() -> database.jdbc().update("DELETE FROM analytics.settlement_lines"))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("append-only");
    }

    @Test
    void aDecisionThatComesWhenItsDayIsSettledIsBookedOnTheNextAndTold() {
        // given
        Instant first = Instant.parse("2026-05-01T05:00:00Z");
        History history = registered("adv", "UTC", first);
        history.charge(first.plusSeconds(60), "c", "c-a", MICROS);
        append("adv", history);
        SteppedClock clock = new SteppedClock(Instant.parse("2026-05-02T00:18:00Z"));
        SettlementJob job = job(clock);
        MigratedDatabase.run(job, null);
        List<Map<String, Object>> settled = rows("analytics.settlements");

        // when: a charge of the day's last second comes after that, and one of the next day
        history.charge(Instant.parse("2026-05-01T23:59:59Z"), "c", "c-b", MICROS);
        history.charge(Instant.parse("2026-05-02T09:00:00Z"), "c", "c-a", MICROS);
        append("adv", history);
        clock.set(Instant.parse("2026-05-03T00:18:00Z"));
        String later = MigratedDatabase.run(job, null);

        // then
        assertThat(later).startsWith("1 days of 1 advertisers");
        assertThat(rows("analytics.settlements").subList(0, 1)).isEqualTo(settled);
        assertThat(column("charged_minor")).containsExactly(70L, 140L);
        assertThat(column("closing_minor")).containsExactly(4_930L, 4_790L);
        assertThat(rows("analytics.settlement_late"))
                .extracting(
                        late ->
                                "%s %s %s of %s"
                                        .formatted(
                                                late.get("kind"),
                                                late.get("ad_id"),
                                                late.get("amount_micros"),
                                                ((Timestamp) late.get("at")).toInstant()))
                .containsExactly("CHARGE c-b 70000000 of 2026-05-01T23:59:59Z");
    }

    @Test
    void whatIsWrongWithOneAdvertiserKeepsNoOtherFromBeingSettled() {
        // given: one whose history lacks its beginning
        Instant first = Instant.parse("2026-05-01T05:00:00Z");
        append("good", registered("good", "UTC", first));
        History broken = registered("broken", "UTC", first);
        broken.entries().remove(0);
        append("broken", broken);
        SettlementJob job = job(new SteppedClock(Instant.parse("2026-05-02T00:18:00Z")));

        // when, then
        assertThatThrownBy(() -> MigratedDatabase.run(job, null))
                .hasMessageContaining("1 days of 1 advertisers")
                .hasMessageContaining("1 could not be settled")
                .hasMessageEndingWith("broken");
        assertThat(database.count("analytics.settlements WHERE advertiser_id = 'good'"))
                .isEqualTo(1);
    }

    private SettlementJob job(SteppedClock clock) {
        return new SettlementJob(
                new Settlements(database.jdbc(), clock),
                clock,
                database.transactions(),
                Duration.ofMinutes(2));
    }

    private History registered(String id, String zone, Instant at) {
        database.client()
                .sql(
                        """
                        INSERT INTO read_model.advertisers (advertiser_id, name, currency,
                            time_zone, registered_at, version, position)
                        VALUES (:id, :id, 'KRW', :zone, :at::timestamptz, 1, 1)""")
                .param("id", id)
                .param("zone", zone)
                .param("at", at.toString())
                .update();
        History history = new History(id, "KRW", zone, at, "c");
        history.deposit(at, id.contains("/") ? 100_000 * MICROS : 5_000_000_000L);
        return history;
    }

    /** What the history has more than the log. */
    private void append(String id, History history) {
        int from = appended.getOrDefault(id, 0);
        List<Entry> entries = history.entries();
        for (int i = from; i < entries.size(); i++) {
            database.append(id, i, entries.get(i).at(), entries.get(i).event());
        }
        appended.put(id, entries.size());
    }

    private void awaitRunAt(Instant now) {
        await().atMost(LIMIT)
                .until(
                        () ->
                                database.client()
                                        .sql(
                                                """
                                                SELECT EXISTS (SELECT FROM analytics.job_runs
                                                WHERE job = 'settlement' AND started_at = ?
                                                  AND status IN ('DONE', 'FAILED'))""")
                                        .param(Timestamp.from(now))
                                        .query(Boolean.class)
                                        .single());
    }

    private List<Duration> daysWithoutGap(String advertiserId) {
        List<Duration> lengths = new ArrayList<>();
        List<Instant> ends = new ArrayList<>();
        database.client()
                .sql(
                        """
                        SELECT day_start, day_end FROM analytics.settlements
                        WHERE advertiser_id = ? ORDER BY day_start""")
                .param(advertiserId)
                .query(
                        row -> {
                            Instant start = row.getTimestamp(1).toInstant();
                            Instant end = row.getTimestamp(2).toInstant();
                            assertThat(start.atZone(ZoneId.of(advertiserId)).getHour()).isZero();
                            if (!ends.isEmpty()) {
                                assertThat(start).isEqualTo(ends.get(ends.size() - 1));
                            }
                            ends.add(end);
                            lengths.add(Duration.between(start, end));
                        });
        return lengths;
    }

    private long clicksSettledButToday() {
        return database.client()
                .sql("SELECT sum(charged_clicks)::bigint FROM analytics.settlements")
                .query(Long.class)
                .single();
    }

    /** Counted by the charges' own times and the calendar of their zone. */
    private static long clicksBeforeToday(Map<String, History> histories, SteppedClock clock) {
        return histories.entrySet().stream()
                .mapToLong(
                        of -> {
                            ZoneId zone = ZoneId.of(of.getKey());
                            LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
                            return of.getValue().entries().stream()
                                    .filter(e -> e.event() instanceof ClickCharged)
                                    .filter(e -> LocalDate.ofInstant(e.at(), zone).isBefore(today))
                                    .count();
                        })
                .sum();
    }

    private List<Map<String, Object>> rows(String table) {
        return database.client()
                .sql("SELECT * FROM " + table + " ORDER BY 1, 2, 3, 4")
                .query()
                .listOfRows();
    }

    private List<Long> column(String name) {
        return database.client()
                .sql("SELECT " + name + " FROM analytics.settlements ORDER BY day_start")
                .query(Long.class)
                .list();
    }
}
