package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClickDelayTest {
    private final ClickDelay delay = new ClickDelay();

    @Test
    void startsWithASaneMean() {
        assertThat(delay.meanMs()).isBetween(5_000.0, 60_000.0);
        assertThat(later(0)).isCloseTo(1, within(1e-9));
    }

    @Test
    void learnsHowLongPeopleTake() {
        Random random = new Random(1);
        for (int i = 0; i < 5_000; i++) {
            delay.saw(Math.round(-5_000 * Math.log(1 - random.nextDouble())));
        }

        assertThat(delay.meanMs()).isBetween(4_000.0, 6_500.0);
        assertThat(later(5_000)).isCloseTo(Math.exp(-1), within(0.05));
    }

    @Test
    void doesNotForgetThoseWhoClickLateForThoseWhoClickSoon() {
        // given: nine of ten after 5 s in the mean, the tenth after two minutes
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            double mean = i % 10 == 0 ? 120_000 : 5_000;
            delay.saw(Math.round(-mean * Math.log(1 - random.nextDouble())));
        }

        assertThat(later(60_000)).isCloseTo(0.1 * Math.exp(-0.5), within(0.025));
    }

    @Test
    void followsWhenPeopleChange() {
        for (int i = 0; i < 5_000; i++) {
            delay.saw(3_000);
        }
        for (int i = 0; i < 5_000; i++) {
            delay.saw(100_000);
        }

        assertThat(delay.meanMs()).isGreaterThan(60_000);
    }

    @Test
    void anAbsurdDelayHarmsNothing() {
        delay.saw(-5);
        delay.saw(Long.MAX_VALUE);

        assertThat(delay.meanMs()).isBetween(5_000.0, 60_000.0);
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
