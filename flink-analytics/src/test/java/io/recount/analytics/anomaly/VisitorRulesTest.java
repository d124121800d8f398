package io.recount.analytics.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.analytics.stream.TrafficEvent;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VisitorRulesTest {
    private static final long BEGAN = Clicks.BEGAN_MS;

    @Test
    void eightClicksInAMinuteAreNoPersons() {
        assertThat(rule(8, i -> Clicks.click(i, BEGAN + 1_000L * i * i)))
                .isEqualTo(Rule.CLICK_RATE);
    }

    @Test
    void clicksLikeAClockAreNoPersons() {
        assertThat(rule(8, i -> Clicks.click(i, BEGAN + i * 240_000L + i % 3 * 1_000L)))
                .isEqualTo(Rule.CLICK_RHYTHM);
    }

    @Test
    void clicksBeforeOneCanReadAreNoPersons() {
        assertThat(rule(4, i -> Clicks.click(i, BEGAN + 100_000L * i * i, 600, "net")))
                .isEqualTo(Rule.CLICK_SPEED);
    }

    @Test
    void nobodyIsInFourNetworksWithinMinutes() {
        assertThat(rule(4, i -> Clicks.click(i, BEGAN + 30_000L * i * i, 5_000, "net" + i)))
                .isEqualTo(Rule.MANY_NETWORKS);
    }

    @Test
    void aBusyPersonBreaksNoRule() {
        int[] atS = {0, 30, 45, 400, 1_000, 1_100, 2_200, 2_900, 3_300};
        TrafficEvent[] clicks =
                IntStream.range(0, atS.length)
                        .mapToObj(i -> Clicks.click(i, BEGAN + atS[i] * 1_000L))
                        .toArray(TrafficEvent[]::new);
        assertThat(VisitorRules.broken(clicks, 1, atS.length)).isEmpty();
    }

    private static Rule rule(int count, IntFunction<TrafficEvent> click) {
        TrafficEvent[] clicks =
                IntStream.range(0, count).mapToObj(click).toArray(TrafficEvent[]::new);
        return VisitorRules.broken(clicks, 0, count).orElseThrow().rule();
    }
}
