package io.recount.ops.traffic.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransportTest {
    private static final int MESSAGES = 100_000;
    private static final long NOW_MS = 1_000_000_000;

    @Test
    void sendsOneInAHundredTwice() {
        // given
        Transport transport = transport(1);
        // when
        long sent = LongStream.range(0, MESSAGES).map(i -> transport.times()).sum();
        // then
        assertThat(transport.sent()).isEqualTo(MESSAGES);
        assertThat(sent).isEqualTo(MESSAGES + transport.twice());
        assertThat(transport.twice()).isBetween(900L, 1_100L);
    }

    @Test
    void oneInTwentyIsOutOfOrderAndOneInTwoHundredLate() {
        // given
        Transport transport = transport(1);
        // when
        List<Long> behindMs =
                LongStream.range(0, MESSAGES)
                        .map(i -> NOW_MS - transport.happened(NOW_MS))
                        .filter(behind -> behind > 0)
                        .boxed()
                        .toList();
        // then
        long late = Transport.LATE.toMillis();
        assertThat(behindMs).allMatch(ms -> ms == late || ms < Transport.DISORDER.toMillis());
        assertThat(transport.late()).isBetween(430L, 570L);
        assertThat(behindMs).filteredOn(ms -> ms == late).hasSize((int) transport.late());
        assertThat(transport.outOfOrder()).isBetween(4_750L, 5_250L);
    }

    @Test
    void theSameSeedDoesTheSame() {
        assertThat(happened(7)).isEqualTo(happened(7)).isNotEqualTo(happened(8));
    }

    private static long[] happened(long seed) {
        Transport transport = transport(seed);
        return LongStream.range(0, 1_000).map(i -> transport.happened(NOW_MS)).toArray();
    }

    private static Transport transport(long seed) {
        return new Transport(new SplittableRandom(seed));
    }
}
