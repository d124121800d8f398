package io.recount.worker.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.AdvertiserRegistered;
import io.recount.event.FundsDeposited;
import io.recount.rules.BudgetDay;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SettlementTest {
    private static final Instant START = Instant.parse("2026-01-01T12:34:56Z");

    @Property
    void roundedPartsAddUpToTheRoundedSumAndAreLessThanAUnitOff(
            @ForAll @Size(min = 1, max = 40)
                    List<@LongRange(min = -9_000_000_000L, max = 9_000_000_000L) Long> parts) {
        // given
        long unit = 1_000_000;
        long[] micros = parts.stream().mapToLong(Long::longValue).toArray();
        long total = Math.floorDiv(Arrays.stream(micros).sum(), unit);

        // when
        long[] rounded = LargestRemainder.round(total, micros, unit);

        // then
        assertThat(Arrays.stream(rounded).sum()).isEqualTo(total);
        for (int i = 0; i < micros.length; i++) {
            assertThat(Math.abs(rounded[i] * unit - micros[i])).isLessThan(unit);
        }
    }

    @Test
    void theUnitsLeftGoToThoseThatLostMost() {
        assertThat(LargestRemainder.round(3, new long[] {1_400, 900, 700}, 1_000))
                .containsExactly(1, 1, 1);
        assertThatThrownBy(() -> LargestRemainder.round(9, new long[] {1_400}, 1_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void aRoundedDayStillGoesFromItsOpeningToItsClosing(
            @ForAll @LongRange(min = 0, max = 99_999_999_999L) long opening,
            @ForAll @LongRange(min = 0, max = 99_999_999_999L) long deposited,
            @ForAll @LongRange(min = 0, max = 99_999_999_999L) long charged,
            @ForAll @LongRange(min = 0, max = 99_999_999_999L) long credited) {
        // given
        long closing = opening + deposited - charged + credited;
        Amounts micros = new Amounts(opening, deposited, 0, charged, credited, closing);

        // when: the record itself refuses amounts that do not add up
        Amounts minor = micros.rounded(10_000);

        // then
        assertThat(minor.refunded()).isZero();
        assertThat(Math.abs(minor.charged() * 10_000 - charged)).isLessThan(10_000);
    }

    @Test
    void everyZonesDaysAreSettledOnceWithoutGapAlsoWhenSettlingIsTakenUpAgain() {
        for (String zone : ZoneId.getAvailableZoneIds()) {
            // given: a year with both clock changes, in two goes
            List<SettledDay> days = new ArrayList<>();
            Instant half = START.plus(Duration.ofDays(200));
            Instant end = START.plus(Duration.ofDays(400));

            // when
            AdvertiserSettlement first = walk(half, days);
            first.take(registered(zone), START, 1, 0);
            first.take(deposit(START.plus(Duration.ofDays(3)), 500), day(3), 2, 1);
            first.end();
            AdvertiserSettlement.Mark mark = Objects.requireNonNull(first.mark());
            AdvertiserSettlement second = walk(end, days);
            second.resume(AdvertiserSettlement.Mark.of(mark.snapshot(), mark.sequenceNumber()));
            second.take(deposit(day(250), 800), day(250), 3, 2);
            second.end();

            // then
            for (int i = 1; i < days.size(); i++) {
                assertThat(days.get(i).day().start())
                        .as(zone)
                        .isEqualTo(days.get(i - 1).day().end());
                assertThat(days.get(i).micros().opening())
                        .isEqualTo(days.get(i - 1).micros().closing());
            }
            assertThat(days.size()).as(zone).isBetween(399, 401);
            assertThat(days.get(days.size() - 1).micros().closing()).isEqualTo(800);
            assertThat(days.stream().mapToLong(day -> day.micros().deposited()).sum())
                    .as(zone)
                    .isEqualTo(800);
        }
    }

    private static AdvertiserSettlement walk(Instant now, List<SettledDay> days) {
        Predicate<BudgetDay> over = day -> !day.end().isAfter(now);
        return new AdvertiserSettlement(over, days::add);
    }

    private static Instant day(int n) {
        return START.plus(Duration.ofDays(n));
    }

    private static AdvertiserRegistered registered(String zone) {
        return new AdvertiserRegistered("adv", "Bakery", "KRW", zone, START);
    }

    private static FundsDeposited deposit(Instant at, long balanceAfter) {
        long amount = balanceAfter == 500 ? 500 : 300;
        return new FundsDeposited("adv", amount, balanceAfter, "ref", at);
    }
}
