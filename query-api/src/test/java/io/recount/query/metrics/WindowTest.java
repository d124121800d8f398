package io.recount.query.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.query.advertiser.DayZones;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final DayZones BERLIN = DayZones.of("Europe/Berlin", null, null);

    @Test
    void knowsItsFourNames() {
        assertThat(List.of("1m", "5m", "1h", "1d")).extracting(Window::of).hasSize(4);
        assertThatThrownBy(() -> Window.of("7m")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsShortWindowsFromTheEpochWhateverTheZone() {
        Instant at = Instant.parse("2026-11-18T05:32:08Z");
        assertThat(Window.M5.startOf(at, BERLIN)).isEqualTo("2026-11-18T05:30:00Z");
        assertThat(Window.H1.startOf(at, DayZones.of("Asia/Kolkata", null, null)))
                .isEqualTo("2026-11-18T05:00:00Z");
    }

    @Test
    void aDayHas25HoursWhenClocksGoBack() {
        // given
        Instant start = Window.D1.startOf(Instant.parse("2026-10-25T12:00:00Z"), BERLIN);

        // when
        List<Instant> bounds = Window.D1.bounds(start, start.plusSeconds(1), BERLIN);

        // then
        assertThat(Duration.between(bounds.get(0), bounds.get(1))).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void theLastDayBeforeAMoveEndsAtTheNewZonesMidnight() {
        // given: from Seoul to London
        Instant moved = Instant.parse("2026-11-18T00:00:00Z");
        DayZones zones = DayZones.of("Europe/London", "Asia/Seoul", moved);

        // when
        List<Instant> bounds =
                Window.D1.bounds(
                        Instant.parse("2026-11-16T15:00:00Z"), moved.plusSeconds(1), zones);

        // then
        assertThat(bounds)
                .containsExactly(
                        Instant.parse("2026-11-16T15:00:00Z"),
                        Instant.parse("2026-11-17T15:00:00Z"),
                        moved,
                        Instant.parse("2026-11-19T00:00:00Z"));
        assertThat(Window.D1.before(moved, 2, zones)).isEqualTo("2026-11-16T15:00:00Z");
    }

    @Test
    void boundsAreTheStartsAndTheEndOfTheLast() {
        Instant from = Instant.parse("2026-11-18T05:00:00Z");
        assertThat(Window.M5.bounds(from, from.plusSeconds(601), BERLIN))
                .containsExactly(
                        from, from.plusSeconds(300), from.plusSeconds(600), from.plusSeconds(900));
    }

    @Test
    void aPriceIsRoundedHalfUpAndNoneWithoutClicks() {
        assertThat(MetricWindow.cpcMicros(10, 4)).isEqualTo(3);
        assertThat(MetricWindow.cpcMicros(9, 4)).isEqualTo(2);
        assertThat(MetricWindow.cpcMicros(0, 0)).isNull();
    }
}
