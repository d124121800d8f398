package io.recount.worker.daily;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.worker.daily.Calendar.Day;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2027-01-05T00:00:00Z");

    @Test
    void everyZonesDaysFollowOneAnotherOnWholeMinutes() {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            // when
            List<Day> days = new Calendar(ZoneId.of(zone), null, null).daysBetween(FROM, TO);

            // then
            for (int i = 0; i < days.size(); i++) {
                Day day = days.get(i);
                assertThat(Duration.between(day.start(), day.end()))
                        .as(zone)
                        .isBetween(Duration.ofHours(22), Duration.ofHours(26));
                assertThat(day.start().getEpochSecond() % 60).as(zone).isZero();
                if (i > 0) {
                    assertThat(day.start()).as(zone).isEqualTo(days.get(i - 1).end());
                }
            }
            assertThat(days).as(zone).hasSizeBetween(367, 370);
        }
    }

    @Test
    void anotherZonesFirstMidnightCutsTheLastDayOfTheZoneBefore() {
        // given
        ZoneId seoul = ZoneId.of("Asia/Seoul");
        ZoneId kathmandu = ZoneId.of("Asia/Kathmandu");
        Instant changed = Instant.parse("2026-03-03T18:15:00Z");

        // when
        List<Day> days =
                new Calendar(kathmandu, seoul, changed)
                        .daysBetween(
                                Instant.parse("2026-03-03T01:00:00Z"),
                                Instant.parse("2026-03-05T00:00:00Z"));

        // then
        assertThat(days)
                .containsExactly(
                        new Day(
                                Instant.parse("2026-03-02T15:00:00Z"),
                                Instant.parse("2026-03-03T15:00:00Z")),
                        new Day(Instant.parse("2026-03-03T15:00:00Z"), changed),
                        new Day(changed, Instant.parse("2026-03-04T18:15:00Z")));
    }
}
