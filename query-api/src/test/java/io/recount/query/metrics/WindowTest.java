package io.recount.query.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void knowsItsFourNames() {
        assertThat(List.of("1m", "5m", "1h", "1d")).extracting(Window::of).hasSize(4);
        assertThatThrownBy(() -> Window.of("7m")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsShortWindowsFromTheEpochWhateverTheZone() {
        Instant at = Instant.parse("2026-11-18T05:32:08Z");
        assertThat(Window.M5.startOf(at, BERLIN)).isEqualTo("2026-11-18T05:30:00Z");
        assertThat(Window.H1.startOf(at, ZoneId.of("Asia/Kolkata")))
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
