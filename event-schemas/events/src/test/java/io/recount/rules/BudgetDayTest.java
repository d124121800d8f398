package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BudgetDayTest {
    private static final Duration LONGEST_DAY = Duration.ofHours(49);

    @Property(tries = 3_000)
    void aDayStartsAtTheFirstInstantOfItsDate(
            @ForAll("zones") ZoneId zone, @ForAll("instants") Instant instant) {
        // when
        Instant start = BudgetDay.startOf(instant, zone);

        // then
        assertThat(start).isBeforeOrEqualTo(instant).isAfter(instant.minus(LONGEST_DAY));
        assertThat(BudgetDay.startOf(start, zone)).isEqualTo(start);
        assertThat(start.minusMillis(1).atZone(zone).toLocalDate())
                .isNotEqualTo(start.atZone(zone).toLocalDate());
    }

    @Property(tries = 3_000)
    void daysNeverRunBack(
            @ForAll("zones") ZoneId zone,
            @ForAll("instants") Instant instant,
            @ForAll("steps") List<Long> stepMinutes) {
        // given
        Instant now = instant;
        BudgetDay day = BudgetDay.of(now, zone);

        for (long minutes : stepMinutes) {
            // when
            now = now.plus(Duration.ofMinutes(minutes));
            BudgetDay next = day.at(now);

            // then
            assertThat(next.start()).isAfterOrEqualTo(day.start()).isBeforeOrEqualTo(now);
            assertThat(next.end()).isAfter(now);
            day = next;
        }
    }

    @Test
    void aDayIsShorterOrLongerWhereClocksChange() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(lengthOf("2026-03-29T12:00:00Z", berlin)).isEqualTo(Duration.ofHours(23));
        assertThat(lengthOf("2026-10-25T12:00:00Z", berlin)).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void aDayWithoutMidnightStartsWhenItsDateDoes() {
        // Clocks in Santiago went from 24:00 on 5 September 2026 to 01:00 on the 6th.
        assertThat(
                        BudgetDay.startOf(
                                Instant.parse("2026-09-06T15:00:00Z"),
                                ZoneId.of("America/Santiago")))
                .isEqualTo("2026-09-06T04:00:00Z");
    }

    @Test
    void zonesWithPartsOfAnHourHaveTheirOwnMidnight() {
        assertThat(
                        BudgetDay.startOf(
                                Instant.parse("2026-01-01T00:00:00Z"), ZoneId.of("Asia/Kathmandu")))
                .isEqualTo("2025-12-31T18:15:00Z");
    }

    private static Duration lengthOf(String instant, ZoneId zone) {
        Instant start = BudgetDay.startOf(Instant.parse(instant), zone);
        return Duration.between(start, BudgetDay.startOf(start.plus(Duration.ofHours(30)), zone));
    }

    @Provide
    Arbitrary<ZoneId> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds().stream().sorted().toList())
                .map(ZoneId::of);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs()
                .between(
                        Instant.parse("2005-01-01T00:00:00Z").toEpochMilli(),
                        Instant.parse("2040-01-01T00:00:00Z").toEpochMilli())
                .map(Instant::ofEpochMilli);
    }

    @Provide
    Arbitrary<List<Long>> steps() {
        return Arbitraries.longs().between(0, 600).list().ofMaxSize(50);
    }
}
