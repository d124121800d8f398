package io.recount.ops.bench.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.traffic.truth.VisitorTruth;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalmTest {
    private static final int HOURS = 1;

    @Test
    void nobodyIsSuspectedWherePeopleAreAlone() throws Exception {
        // when
        var written =
                SmallCluster.run(
                        () -> new Minutes.Telling(people()::minute, minute -> List.of()),
                        people().minutes());
        // then
        assertThat(written.alerts()).isEmpty();
        assertThat(written.scores()).isNotEmpty();
    }

    private static VisitorTruth people() {
        return new VisitorTruth(5, List.of(), 0, 100, HOURS);
    }
}
