package io.recount.command.openrtb;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.money.Micros;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CpmPriceTest {
    @Test
    void aThousandImpressionsAreWorthTheirClicks() {
        assertThat(CpmPrice.ofClick(500_000_000, 10_000)).isEqualTo(5_000_000_000L);
        assertThat(CpmPrice.ofClick(1, 999)).isZero();
        assertThat(CpmPrice.decimal(12_340_000)).isEqualTo(new BigDecimal("12.340000"));
        assertThat(CpmPrice.decimal(1).toString()).isEqualTo("0.000001");
    }

    @Test
    void floorsAreRoundedUpToMicros() {
        assertThat(CpmPrice.micros(new BigDecimal("0.03"))).isEqualTo(30_000);
        assertThat(CpmPrice.micros(new BigDecimal("0.0000001"))).isEqualTo(1);
        assertThat(CpmPrice.micros(new BigDecimal("1e3"))).isEqualTo(1_000_000_000);
    }

    @Property
    void theClickThatAFloorNeedsIsTheCheapestThatReachesIt(
            @ForAll @LongRange(min = 1, max = Micros.MAX) long floorMicros,
            @ForAll @LongRange(min = 1, max = 1_000_000) long rateE6) {
        long click = CpmPrice.clickFor(floorMicros, rateE6);

        if (click <= Micros.MAX) {
            assertThat(CpmPrice.ofClick(click, rateE6)).isGreaterThanOrEqualTo(floorMicros);
            assertThat(CpmPrice.ofClick(click - 1, rateE6)).isLessThan(floorMicros);
        }
    }
}
