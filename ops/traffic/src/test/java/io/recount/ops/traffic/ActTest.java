package io.recount.ops.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.traffic.Act.Kind;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActTest {
    @Test
    void theSameSeedGivesTheSameActs() {
        assertThat(drawn(42)).isEqualTo(drawn(42)).isNotEqualTo(drawn(43));
    }

    @Test
    void everyKindComesAndRefundsLeast() {
        // when
        List<Act> acts = drawn(42);

        // then
        assertThat(count(acts, Kind.PAUSE)).isGreaterThan(count(acts, Kind.RAISE));
        assertThat(count(acts, Kind.RAISE)).isGreaterThan(count(acts, Kind.REFUND));
        assertThat(count(acts, Kind.REFUND)).isPositive();
        assertThat(acts).allSatisfy(act -> assertThat(act.pauseMs()).isBetween(15_000L, 60_000L));
    }

    @Test
    void aBudgetIsRaisedByAFifthAtMostInWholeWon() {
        assertThat(Owners.raised(900_000_000_000L, 0)).isEqualTo(900_001_000_000L);
        assertThat(Owners.raised(900_000_000_000L, 0.999))
                .isBetween(1_079_000_000_000L, 1_080_001_000_000L);
    }

    @Test
    void aRampBeginsSlowlyAndEndsInFull() {
        // given: 200 moments a second
        Ramp ramp = new Ramp(20_000);

        // when
        long first = let(ramp, 0, 5_000);
        let(ramp, 5_000, 15_000);
        long last = let(ramp, 15_000, 20_000);
        long after = let(ramp, 20_000, 25_000);

        // then
        assertThat(first).isBetween(120L, 130L);
        assertThat(last).isBetween(870L, 880L);
        assertThat(after).isEqualTo(1_000);
        assertThat(new Ramp(0).lets(0)).isTrue();
    }

    private static long let(Ramp ramp, long fromMs, long toMs) {
        return Stream.iterate(fromMs, ms -> ms < toMs, ms -> ms + 5).filter(ramp::lets).count();
    }

    private static long count(List<Act> acts, Kind kind) {
        return acts.stream().filter(act -> act.kind() == kind).count();
    }

    private static List<Act> drawn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> Act.draw(random)).limit(200).toList();
    }
}
