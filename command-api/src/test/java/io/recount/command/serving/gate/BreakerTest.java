package io.recount.command.serving.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final long PAUSE = 1_000;

    private final Breaker breaker = new Breaker(3, PAUSE);

    @Test
    void opensAfterSomeFailuresInARow() {
        breaker.failed(0);
        breaker.failed(0);
        assertThat(breaker.lets(1)).isTrue();

        breaker.failed(1);

        assertThat(breaker.isOpen(PAUSE)).isTrue();
        assertThat(breaker.lets(PAUSE)).isFalse();
    }

    @Test
    void anAnswerBetweenFailuresBeginsTheCountAnew() {
        breaker.failed(0);
        breaker.failed(0);
        breaker.succeeded();
        breaker.failed(0);
        breaker.failed(0);

        assertThat(breaker.lets(1)).isTrue();
    }

    @Test
    void letsOneTryAfterThePause() {
        open();

        assertThat(breaker.lets(PAUSE)).isTrue();
        assertThat(breaker.lets(PAUSE)).isFalse();
        assertThat(breaker.lets(2 * PAUSE)).isTrue();
    }

    @Test
    void isOpenOnlyUntilItMayBeTried() {
        open();

        assertThat(breaker.isOpen(PAUSE - 1)).isTrue();
        assertThat(breaker.isOpen(PAUSE)).isFalse();
    }

    @Test
    void closesOnceATrySucceeds() {
        open();
        assertThat(breaker.lets(PAUSE)).isTrue();

        breaker.succeeded();

        assertThat(breaker.isOpen(PAUSE)).isFalse();
        assertThat(breaker.lets(PAUSE)).isTrue();
    }

    @Test
    void aTryThatFailsPausesAgain() {
        open();
        assertThat(breaker.lets(PAUSE)).isTrue();

        breaker.failed(PAUSE + 5);

        assertThat(breaker.lets(2 * PAUSE)).isFalse();
        assertThat(breaker.lets(2 * PAUSE + 5)).isTrue();
    }

    private void open() {
        breaker.failed(0);
        breaker.failed(0);
        breaker.failed(0);
    }
}
