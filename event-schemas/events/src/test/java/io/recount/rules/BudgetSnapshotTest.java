package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.BudgetSnapshot;
import io.recount.rules.BudgetDay.NextZone;
import io.recount.wire.AvroCodec;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class BudgetSnapshotTest {
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void theStateAfterEachEventIsReadBackAsItWas(@ForAll("wishes") List<Wish> wishes) {
        Ledgered budget = new Ledgered(true);
        assertThat(readBack(budget.state)).isEqualTo(budget.state);

        for (Wish wish : wishes) {
            // when
            budget.ask(wish);

            // then
            assertThat(readBack(budget.state)).isEqualTo(budget.state);
        }
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aBudgetReadBackGoesOnAsTheOneThatWasKept(
            @ForAll("wishes") List<Wish> before, @ForAll("wishes") List<Wish> after) {
        // given
        Ledgered budget = new Ledgered(true);
        before.forEach(budget::ask);
        BudgetState read = readBack(budget.state);
        int kept = budget.log.size();

        // when
        after.forEach(budget::ask);
        for (var event : budget.log.subList(kept, budget.log.size())) {
            read = read.evolve(event);
        }

        // then
        assertThat(read).isEqualTo(budget.state);
    }

    @Test
    void everyFieldIsKept() {
        // given
        Instant midnight = Instant.parse("2026-10-23T15:00:00Z");
        Instant next = Instant.parse("2026-10-24T04:00:00.123Z");
        CampaignLine open =
                new CampaignLine(
                        "adv-b", new LineLimits(7, null, 100), true, null, Instant.EPOCH, 1, 2, 3);
        CampaignLine closed =
                new CampaignLine(
                        "adv-a",
                        new LineLimits(8, 9L, 1),
                        false,
                        Instant.parse("2026-10-23T15:00:00.001Z"),
                        midnight,
                        4,
                        5,
                        6);
        BudgetState state =
                new BudgetState(
                        "adv",
                        "이체",
                        "KRW",
                        11,
                        new BudgetDay(
                                midnight,
                                next,
                                ZoneId.of("Asia/Seoul"),
                                new NextZone(ZoneId.of("America/New_York"), next)),
                        12,
                        midnight.plusMillis(13),
                        CampaignLines.NONE.with(open).with(closed));

        // then
        assertThat(readBack(state)).isEqualTo(state);
    }

    private static BudgetState readBack(BudgetState state) {
        byte[] bytes = AvroCodec.encode(state.snapshot());
        return BudgetState.of(AvroCodec.decode(bytes, BudgetSnapshot.class));
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        return Wish.any().list().ofMinSize(1).ofMaxSize(60);
    }
}
