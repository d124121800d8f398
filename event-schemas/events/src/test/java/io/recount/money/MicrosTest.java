package io.recount.money;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MicrosTest {
    @Property
    void everyAmountIsExactAsAJsonNumber(
            @ForAll @LongRange(min = 1, max = Micros.MAX) long micros) {
        assertThat(Micros.isAmount(micros)).isTrue();
        assertThat((long) (double) micros).isEqualTo(micros);
    }

    @Test
    void zeroIsABalanceAndNoAmount() {
        assertThat(Micros.isBalance(0)).isTrue();
        assertThat(Micros.isAmount(0)).isFalse();
    }

    @Test
    void nothingBelowZeroOrOverTheMaximumIsEither() {
        for (long micros : new long[] {-1, Long.MIN_VALUE, Micros.MAX + 1, Long.MAX_VALUE}) {
            assertThat(Micros.isBalance(micros)).isFalse();
            assertThat(Micros.isAmount(micros)).isFalse();
        }
    }
}
