package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** A date that a zone has seen is gone for good, whatever its clocks do then. */
    @Test
    void inEveryZoneADayIsTheNewestDateThatHasBegunAcrossEachChangeOfClocks() {
        Set<ZoneRules> walked = new HashSet<>();
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            Instant since = Instant.parse("2010-01-01T00:00:00Z");
            for (int n = 0; n < 6 && (n > 0 || walked.add(zone.getRules())); n++) {
                ZoneOffsetTransition change = zone.getRules().nextTransition(since);
                if (change == null) {
                    break;
                }
                since = change.getInstant();
                walk(zone, since.minus(Duration.ofHours(25)));
            }
        }
    }

    /** Minute for minute over fifty hours. */
    private static void walk(ZoneId zone, Instant from) {
        BudgetDay day = BudgetDay.of(from, zone);
        LocalDate newest = from.atZone(zone).toLocalDate();
        for (int minutes = 1; minutes <= 50 * 60; minutes++) {
            Instant now = from.plus(Duration.ofMinutes(minutes));
            LocalDate date = now.atZone(zone).toLocalDate();
            boolean begun = date.isAfter(newest);
            BudgetDay next = day.at(now);
            if (begun == next.start().equals(day.start())
                    || !BudgetDay.startOf(now, zone).equals(next.start())
                    || (begun && now.minus(Duration.ofMinutes(1)).isAfter(next.start()))) {
                throw new AssertionError("%s at %s: %s".formatted(zone, now, next));
            }
            newest = begun ? date : newest;
            day = next;
        }
    }

    @Property(tries = 3_000)
    void anotherZoneCountsFromItsOwnNextMidnightAndDaysFollowOneAnother(
            @ForAll("zones") ZoneId before,
            @ForAll("zones") ZoneId then,
            @ForAll("instants") Instant change,
            @ForAll("steps") List<Long> stepMinutes) {
        // given
        Instant from = BudgetDay.midnightAfter(change, then);
        BudgetDay day = BudgetDay.of(change, before).followedBy(then, from);
        Instant now = change;

        for (long minutes : stepMinutes) {
            // when
            now = now.plus(Duration.ofMinutes(minutes));
            BudgetDay next = day.at(now);

            // then
            assertThat(next.start())
                    .isEqualTo(BudgetDay.startOf(now, before, from, then))
                    .isAfterOrEqualTo(day.start());
            assertThat(next.end()).isAfter(now);
            assertThat(next.at(next.end()).start()).isEqualTo(next.end());
            day = next;
        }
    }

    @Test
    void aZonesFirstMidnightCutsTheDayBeforeShort() {
        // given: noon in Seoul is 03:00Z; Berlin's next midnight is 23:00Z, Seoul's 15:00Z
        Instant noon = Instant.parse("2026-11-16T03:00:00Z");
        ZoneId seoul = ZoneId.of("Asia/Seoul");
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Instant from = BudgetDay.midnightAfter(noon, berlin);

        // when
        BudgetDay first = BudgetDay.of(noon, seoul).followedBy(berlin, from);
        BudgetDay second = first.at(first.end());
        BudgetDay third = second.at(second.end());

        // then
        assertThat(from).isEqualTo("2026-11-16T23:00:00Z");
        assertThat(first.end()).isEqualTo("2026-11-16T15:00:00Z");
        assertThat(second.start()).isEqualTo("2026-11-16T15:00:00Z");
        assertThat(second.end()).isEqualTo(from);
        assertThat(third.start()).isEqualTo(from);
        assertThat(third.zone()).isEqualTo(berlin);
        assertThat(third.end()).isEqualTo("2026-11-17T23:00:00Z");
    }

    @Test
    void aChangeThatIsTakenBackChangesNoDay() {
        Instant noon = Instant.parse("2026-11-16T03:00:00Z");
        ZoneId seoul = ZoneId.of("Asia/Seoul");
        BudgetDay day = BudgetDay.of(noon, seoul);

        BudgetDay changed = day.followedBy(ZoneId.of("UTC"), Instant.parse("2026-11-17T00:00:00Z"));

        assertThat(changed.followedBy(seoul, noon)).isEqualTo(day);
    }

    @Test
    void aDateThatAZoneLeftOutIsNoDay() {
        // Samoa went from 29 to 31 December 2011.
        ZoneId apia = ZoneId.of("Pacific/Apia");
        BudgetDay day = BudgetDay.of(Instant.parse("2011-12-30T00:00:00Z"), apia);

        assertThat(day.end()).isEqualTo("2011-12-30T10:00:00Z");
        assertThat(day.at(day.end()).end()).isEqualTo("2011-12-31T10:00:00Z");
    }

    @Test
    void yesterdayDoesNotComeAgainWhereClocksArePutBackAcrossMidnight() {
        // Newfoundland went from 00:01 on 7 November 2010 back to 23:01 on the 6th.
        ZoneId stJohns = ZoneId.of("America/St_Johns");
        Instant midnight = Instant.parse("2010-11-07T02:30:00Z");

        assertThat(BudgetDay.startOf(midnight.plusSeconds(30), stJohns)).isEqualTo(midnight);
        assertThat(BudgetDay.startOf(midnight.plusSeconds(1_800), stJohns)).isEqualTo(midnight);
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
