package io.recount.ops.traffic.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisitorTruthTest {
    private static final List<BotKind> ALL = List.of(BotKind.values());

    @Test
    void theSameSeedGivesTheSameTraffic() {
        assertThat(seen(truth(1))).isEqualTo(seen(truth(1))).isNotEqualTo(seen(truth(2)));
    }

    @Test
    void everyBotHasALabelAndShowsItselfInTheTraffic() {
        // given
        VisitorTruth truth = truth(1);
        // when
        List<Seen> seen = seen(truth);
        // then
        assertThat(truth.labels().values()).containsAll(truth.botNames());
        for (var label : truth.labels().entrySet()) {
            String source = label.getKey().substring(label.getKey().indexOf('/') + 1);
            assertThat(seen)
                    .as(label.getKey())
                    .anyMatch(
                            one ->
                                    List.of(one.visitor(), one.network(), one.publisher())
                                            .contains(source));
        }
    }

    @Test
    void aBotThatIsOneVisitorSitsAmongPeople() {
        // given
        VisitorTruth truth = truth(1);
        List<Seen> seen = seen(truth);
        // when
        String home =
                seen.stream()
                        .filter(one -> one.visitor().equals("METRONOME-0"))
                        .findFirst()
                        .orElseThrow()
                        .network();
        // then
        assertThat(truth.labels()).doesNotContainKey("NETWORK/" + home);
        assertThat(seen)
                .filteredOn(one -> one.network().equals(home))
                .anyMatch(one -> one.visitor().startsWith("v"));
    }

    @Test
    void someMessagesComeOutOfOrderAndSomeMinutesLate() {
        // given
        List<Seen> seen = seen(truth(1));
        // when
        long newestMs = 0;
        int behind = 0;
        int late = 0;
        for (Seen one : seen) {
            behind += one.atMs() < newestMs ? 1 : 0;
            late += one.atMs() < newestMs - 60_000 ? 1 : 0;
            newestMs = Math.max(newestMs, one.atMs());
        }
        // then
        assertThat((double) behind / seen.size()).isBetween(0.03, 0.3);
        assertThat((double) late / seen.size()).isBetween(0.002, 0.008);
    }

    @Test
    void ordersFollowClicksUpToThirtyHoursLater() {
        // given
        VisitorTruth truth = new VisitorTruth(1, List.of(), 0, 400, 8);
        List<Order> orders = new ArrayList<>();
        for (long minute = 0; minute < 60 * 40; minute++) {
            if (minute < truth.minutes()) {
                truth.minute(minute);
            }
            orders.addAll(truth.orders(minute));
        }
        // then
        assertThat(orders).hasSizeGreaterThan(100);
        assertThat(orders).allMatch(order -> hours(order) >= 0 && hours(order) < 30);
        assertThat(orders).anyMatch(order -> hours(order) > 24);
    }

    private static double hours(Order order) {
        return (order.atMs() - order.clickedAtMs()) / 3_600_000.0;
    }

    private static VisitorTruth truth(long seed) {
        return new VisitorTruth(seed, ALL, 1, 50, 3);
    }

    private static List<Seen> seen(VisitorTruth truth) {
        List<Seen> seen = new ArrayList<>();
        for (long minute = 0; minute < truth.minutes(); minute++) {
            seen.addAll(truth.minute(minute));
        }
        return seen;
    }
}
