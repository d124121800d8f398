package io.recount.ops.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttackersTest {
    @Test
    void theSameSeedPlansTheSame() {
        assertThat(plans(7, 50)).isEqualTo(plans(7, 50)).isNotEqualTo(plans(8, 50));
    }

    @Test
    void aFarmIsManyVisitorsOfOneNetwork() {
        // when
        List<Attackers.Plan> plans = plans(7, 200);
        // then
        assertThat(plans.stream().map(Attackers.Plan::visitor).distinct()).hasSizeGreaterThan(30);
        assertThat(plans).allSatisfy(plan -> assertThat(plan.address()).startsWith("198.18.6."));
    }

    private static List<Attackers.Plan> plans(long seed, int count) {
        var clock = Executors.newScheduledThreadPool(1);
        try {
            var attackers =
                    new Attackers(
                            new Client("http://127.0.0.1:1"),
                            clock,
                            new Tally(),
                            new Labels(Path.of("unwritten")),
                            seed);
            return IntStream.range(0, count)
                    .mapToObj(i -> attackers.plan(Attackers.Kind.FARM))
                    .toList();
        } finally {
            clock.shutdownNow();
        }
    }
}
