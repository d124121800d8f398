package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class InFlightTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long A_MINUTE = 60_000;

    private final ClickDelay delay = new ClickDelay();
    private final InFlight inFlight = new InFlight(delay);

    @Test
    void whatIsServedIsExpectedByItsClickRateAndPrice() {
        inFlight.served("c", 0.02, 500, NOW);
        inFlight.served("c", 0.01, 1_000, NOW);

        assertThat(inFlight.expected("c", NOW)).isCloseTo(20, within(1e-6));
        assertThat(inFlight.expected("other", NOW)).isZero();
    }

    @Test
    void theMarginIsTwoStandardDeviations() {
        for (int i = 0; i < 400; i++) {
            inFlight.served("c", 0.01, 500, NOW);
        }

        // then: four clicks of 500, give or take two
        assertThat(inFlight.reach("c", NOW)).isCloseTo(500 * (4 + 2 * 2), within(1e-6));
    }

    @Test
    void whatIsNotClickedDecaysAsClicksBecomeUnlikely() {
        inFlight.served("c", 0.02, 500, NOW);

        assertThat(inFlight.expected("c", NOW + A_MINUTE))
                .isCloseTo(10 * later(A_MINUTE), within(1e-6));
        assertThat(inFlight.expected("c", NOW + 100 * A_MINUTE)).isLessThan(1e-6);
    }

    @Test
    void aClickTakesItsShareOutAndNoMore() {
        inFlight.served("c", 0.02, 500, NOW);
        inFlight.served("c", 0.02, 500, NOW + 10_000);
        double second = 10 * later(5_000);

        inFlight.clicked("c", 0.02, 500, NOW, NOW + 15_000);

        assertThat(inFlight.expected("c", NOW + 15_000)).isCloseTo(second, within(1e-6));
    }

    @Test
    void neverFallsBelowNothing() {
        inFlight.served("c", 0.02, 500, NOW);

        inFlight.clicked("c", 0.9, 500, NOW, NOW + 1_000);

        assertThat(inFlight.expected("c", NOW + 1_000)).isZero();
    }

    @Test
    void aClockThatStepsBackChangesNothing() {
        inFlight.served("c", 0.02, 500, NOW);

        inFlight.served("c", 0.02, 500, NOW - 5_000);

        assertThat(inFlight.expected("c", NOW - 5_000)).isBetween(15.0, 20.0);
    }

    @Test
    void whatOthersHaveInFlightIsAdded() {
        // given
        InFlight other = new InFlight(delay);
        other.served("c", 0.02, 500, NOW);
        other.isNear("c", NOW);
        other.served("far", 0.02, 500, NOW);
        inFlight.served("c", 0.02, 500, NOW);

        // when
        inFlight.hear(other.tell("other", NOW), "this", NOW);

        // then
        assertThat(inFlight.expected("c", NOW)).isCloseTo(20, within(1e-4));
        assertThat(inFlight.isElsewhere("c")).isTrue();
        assertThat(inFlight.isElsewhere("far")).isFalse();
        assertThat(inFlight.instances()).isEqualTo(2);
    }

    @Test
    void theNewWordOfAnInstanceReplacesItsOldOne() {
        InFlight other = new InFlight(delay);
        other.served("c", 0.02, 500, NOW);
        other.isNear("c", NOW);

        inFlight.hear(other.tell("other", NOW), "this", NOW);
        inFlight.hear(other.tell("other", NOW), "this", NOW);
        assertThat(inFlight.expected("c", NOW)).isCloseTo(10, within(1e-4));

        inFlight.hear("other", "this", NOW);
        assertThat(inFlight.expected("c", NOW)).isZero();
    }

    @Test
    void itsOwnWordIsNotAdded() {
        inFlight.served("c", 0.02, 500, NOW);
        inFlight.isNear("c", NOW);

        inFlight.hear(inFlight.tell("this", NOW), "this", NOW);

        assertThat(inFlight.expected("c", NOW)).isCloseTo(10, within(1e-4));
    }

    @Test
    void aMessageThatMakesNoSenseIsLeftOut() {
        inFlight.hear("other\nc 1 2\nc NaN? x y z w\n\n", "this", NOW);

        assertThat(inFlight.expected("c", NOW)).isZero();
    }

    @Test
    void anInstanceThatFellSilentIsForgotten() {
        InFlight other = new InFlight(delay);
        other.served("c", 0.02, 500, NOW);
        other.isNear("c", NOW);
        inFlight.hear(other.tell("other", NOW), "this", NOW);

        inFlight.sweep(NOW + 3_000);

        assertThat(inFlight.expected("c", NOW + 3_000)).isZero();
        assertThat(inFlight.instances()).isEqualTo(1);
    }

    @Test
    void whatHasFlownIsCleanedAway() {
        for (int i = 0; i < 1_000; i++) {
            inFlight.served("c" + i, 0.02, 500, NOW);
            inFlight.isNear("c" + i, NOW);
        }
        inFlight.served("young", 0.02, 500, NOW + 40 * A_MINUTE);

        inFlight.sweep(NOW + 40 * A_MINUTE);

        assertThat(inFlight.size()).isEqualTo(1);
        assertThat(inFlight.tell("this", NOW + 40 * A_MINUTE)).isEqualTo("this");
    }

    @Test
    void whileTheOthersCannotBeHeardTheyAreTakenToDoTheSame() {
        // given
        InFlight other = new InFlight(delay);
        inFlight.hear(other.tell("other", NOW), "this", NOW);
        inFlight.served("c", 0.02, 500, NOW);

        // when
        inFlight.standStill(NOW);
        inFlight.served("c", 0.02, 500, NOW + A_MINUTE);
        inFlight.sweep(NOW + 100 * A_MINUTE);

        // then
        assertThat(inFlight.expected("c", NOW + 100 * A_MINUTE)).isCloseTo(40, within(1e-6));

        inFlight.goOn();
        assertThat(inFlight.expected("c", NOW + 100 * A_MINUTE)).isLessThan(1e-6);
    }

    @Test
    void aloneItNeedsToHearNobody() {
        inFlight.served("c", 0.02, 500, NOW);

        inFlight.standStill(NOW);

        assertThat(inFlight.expected("c", NOW + 100 * A_MINUTE)).isLessThan(1e-6);
    }

    /** Of all clicks, those that come later than that. */
    private double later(long elapsedMs) {
        double later = 0;
        for (int part = 0; part < ClickDelay.PARTS; part++) {
            later += delay.weight(part) * ClickDelay.left(part, elapsedMs);
        }
        return later;
    }
}
