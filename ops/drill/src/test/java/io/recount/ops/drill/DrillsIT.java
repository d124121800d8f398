package io.recount.ops.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.ops.drill.invariant.Invariants;
import org.junit.jupiter.api.Test;

/** The drills in their short form. */
class DrillsIT {
    @Test
    void allHoldsWithTwoInstancesOnOneLog() throws Exception {
        assertAllHoldsAfter(new TwoInstances());
    }

    @Test
    void allHoldsAfterConnectionsWereCut() throws Exception {
        assertAllHoldsAfter(new CutConnections());
    }

    @Test
    void allHoldsAfterAWriterStalledWithTheLockInItsHands() throws Exception {
        assertAllHoldsAfter(new StalledWriter());
    }

    @Test
    void allHoldsAfterKillsOfCommandApi() throws Exception {
        assertAllHoldsAfter(new KillCommandApi());
    }

    private static void assertAllHoldsAfter(Drill drill) throws Exception {
        DrillRun.Result result = SharedStack.run(drill);

        assertThat(result.rows())
                .as(Report.text(result.rows()))
                .extracting(Invariants.Row::verdict)
                .containsOnly("holds");
    }
}
