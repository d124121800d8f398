package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.ClickCharged;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** Random wishes, asked of the rules and of an oracle that knows nothing of them. */
class MoneyPropertiesTest {
    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void theRulesAnswerAsTheOracleAtEveryStep(@ForAll("wishes") List<Wish> wishes) {
        // given
        Ledgered budget = new Ledgered(true);
        Oracle oracle = new Oracle(Ledgered.ZONE, Ledgered.START);

        for (Wish wish : wishes) {
            // when
            String answer = budget.ask(wish);

            // then
            assertThat(answer).as("%s", wish).isEqualTo(oracle.answer(wish));
            assertThat(budget.state.balanceMicros()).isEqualTo(oracle.balance).isNotNegative();
            if (answer.startsWith("CHARGED")) {
                ClickCharged charge = (ClickCharged) budget.log.get(budget.log.size() - 1);
                assertThat(charge.getDayStart()).isEqualTo(oracle.day());
            }
        }
    }

    @Property(tries = 3_000, edgeCases = EdgeCasesMode.NONE)
    void everyPrefixOfALogHoldsAllMoneyInvariants(@ForAll("wishes") List<Wish> wishes) {
        // given
        Ledgered budget = new Ledgered(true);

        // when
        wishes.forEach(budget::ask);

        // then
        MoneyCheck check = budget.check();
        assertThat(check.findings()).isEmpty();
        assertThat(check.balanceMicros("adv")).isEqualTo(budget.state.balanceMicros());
        assertThat(
                        budget.log.stream()
                                .map(Ledger::transfer)
                                .filter(Objects::nonNull)
                                .flatMap(transfer -> transfer.entries().stream())
                                .mapToLong(Ledger.Entry::amountMicros)
                                .sum())
                .isZero();
    }

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void aReplayOfTheLogIsTheStateThatMadeIt(@ForAll("wishes") List<Wish> wishes) {
        // given
        Ledgered budget = new Ledgered(true);
        wishes.forEach(budget::ask);

        // when
        BudgetState replayed = new Ledgered(true).state;
        for (var event : budget.log.subList(1, budget.log.size())) {
            replayed = replayed.evolve(event);
        }

        // then
        assertThat(replayed).isEqualTo(budget.state);
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        // Edge cases would be nothing but changes of zone; long histories are where clicks cost.
        return Wish.any()
                .list()
                .ofMinSize(1)
                .ofMaxSize(120)
                .withSizeDistribution(RandomDistribution.uniform());
    }
}
