package io.recount.command.serving;

import static io.recount.command.serving.InMemoryServing.WON;
import static io.recount.command.serving.InMemoryServing.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.PauseCause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A campaign whose day's budget is used up, while the clock moves across midnight. */
class DayEndTest {
    private static final long DAILY = 10_000 * WON;
    private static final Duration STEP = Duration.ofMinutes(15);

    private final InMemoryServing serving = new InMemoryServing(0);

    @ParameterizedTest
    @CsvSource({
        "Asia/Seoul, 2026-03-07T15:00:00Z, 2026-03-08T15:00:00Z",
        "America/New_York, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "America/New_York, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        "Europe/London, 2026-03-29T00:00:00Z, 2026-03-29T23:00:00Z",
        "Europe/London, 2026-10-24T23:00:00Z, 2026-10-26T00:00:00Z"
    })
    void servesAgainFromMidnightOnAlsoWhenClocksChangedThatDay(
            String zone, Instant start, Instant end) {
        // given: paused for the day at 95 % of its budget, and another one that was not told yet
        var paused =
                SampleCampaign.of("a-1", 300, "shoes")
                        .setTimeZone(zone)
                        .setDailyBudgetMicros(DAILY)
                        .setPauseCauses(List.of(PauseCause.DAY))
                        .setPausedDay(start);
        var used =
                SampleCampaign.of("b-1", 300, "boots")
                        .setTimeZone(zone)
                        .setDailyBudgetMicros(DAILY);
        serving.serves(paused.build(), used.build());
        serving.knows("a-1", start.toEpochMilli(), DAILY * 95 / 100);
        serving.knows("b-1", start.toEpochMilli(), DAILY);

        // when, then
        Instant last = end.plus(Duration.ofHours(26));
        for (Instant now = start; now.isBefore(last); now = now.plus(STEP)) {
            assertThat(isFilled("shoes", now)).as("at %s", now).isEqualTo(!now.isBefore(end));
            assertThat(isFilled("boots", now)).as("at %s", now).isEqualTo(!now.isBefore(end));
        }
        assertThat(isFilled("shoes", end.minusMillis(1))).isFalse();
    }

    private boolean isFilled(String text, Instant at) {
        return !serving.select(query(text, at)).placements().isEmpty();
    }
}
