package io.recount.command.serving.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrafficCurveTest {
    private static final Instant MONDAY = Instant.parse("2026-11-16T00:00:00Z");
    private static final long HOUR = MONDAY.getEpochSecond() / 3_600;

    private final TrafficCurve curve = new TrafficCurve();

    @Test
    void knowsAUsualDayBeforeItHasSeenOne() {
        double[] seoul = day(ZoneId.of("Asia/Seoul"));

        // then: 00:00 UTC is nine in the morning there, 19:00 UTC is four at night
        assertThat(seoul[0]).isGreaterThan(2 * seoul[19]);
    }

    @Test
    void anHourIsLikeTheSameHourOfTheWeeksBefore() {
        learn(Map.of(HOUR - 168, 300L, HOUR - 336, 100L, HOUR - 24, 9_000L));

        assertThat(day(ZoneOffset.UTC)[0]).isCloseTo(200, within(1e-9));
    }

    @Test
    void anHourOfTheWeekThatIsNotKnownIsLikeThatOfOtherDays() {
        learn(Map.of(HOUR - 24, 300L, HOUR - 48, 100L));

        assertThat(day(ZoneOffset.UTC)[0]).isCloseTo(200, within(1e-9));
    }

    @Test
    void hoursThatNobodyKnowsFollowTheUsualDayAtTheLevelOfThoseKnown() {
        // given: yesterday morning, at a thousand times the usual
        Map<Long, Long> morning = new HashMap<>();
        LongStream.range(6, 12).forEach(hour -> morning.put(HOUR - 24 + hour, 1_000L));
        learn(morning);

        double[] day = day(ZoneOffset.UTC);

        assertThat(day[20]).isBetween(1_200.0, 2_500.0);
        assertThat(day[3]).isBetween(150.0, 600.0);
    }

    @Test
    void noHourIsExpectedToBeDark() {
        Map<Long, Long> counted = new HashMap<>();
        for (long hour = HOUR - 168; hour < HOUR; hour++) {
            counted.put(hour, hour % 24 == 12 ? 1_000_000L : 0L);
        }
        learn(counted);

        for (double hour : day(ZoneOffset.UTC)) {
            assertThat(hour).isPositive();
        }
    }

    @Test
    void anHourAtHalfPastIsOfTwoHalves() {
        learn(Map.of(HOUR - 168, 100L, HOUR - 167, 300L));

        double[] day =
                curve.expected(MONDAY.toEpochMilli() + 1_800_000, 1, ZoneId.of("Asia/Kolkata"));

        assertThat(day[0]).isCloseTo(200, within(1e-9));
    }

    @Test
    void countsWhatItSawUntilItIsTold() {
        curve.saw(MONDAY);
        curve.saw(MONDAY.plusSeconds(10));
        curve.saw(MONDAY.plusSeconds(3_600));

        assertThat(curve.takeUntold(MONDAY)).isEqualTo(Map.of(HOUR, 2L, HOUR + 1, 1L));
        assertThat(curve.takeUntold(MONDAY)).isEmpty();
    }

    @Test
    void keepsFourWeeksAndNothingThatRedisLost() {
        learn(Map.of(HOUR - 24, 5L, HOUR - 5 * 168, 7L));

        learn(Map.of());

        assertThat(curve.known()).isEqualTo(Map.of(HOUR - 24, 5L));
    }

    private void learn(Map<Long, Long> counted) {
        curve.learn(counted, MONDAY);
    }

    private double[] day(ZoneId zone) {
        return curve.expected(MONDAY.toEpochMilli(), 24, zone);
    }
}
