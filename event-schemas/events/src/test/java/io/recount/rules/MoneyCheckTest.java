package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.recount.event.BudgetLimit;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.rules.MoneyCheck.Finding;
import io.recount.rules.Wish.Kind;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A checker is trusted once it has caught planted bugs. */
class MoneyCheckTest {
    private static final String SHOES = "adv-shoes";

    private final Ledgered budget = new Ledgered(true);

    @BeforeEach
    void aHealthyLog() {
        history(budget);
        assertThat(budget.check().findings()).isEmpty();
    }

    /** 1,000 paid in, 300 a day, three clicks of 100 charged, one too many, one credited. */
    private static void history(Ledgered each) {
        assertThat(each.ask(wish(Kind.DEPOSIT, "-", 1_000))).isEqualTo("OK");
        assertThat(each.ask(wish(Kind.LIMITS, "-", 100))).isEqualTo("OK");
        assertThat(each.ask(wish(Kind.OPEN, "-", 1))).isEqualTo("OK");
        for (String click : List.of("adv-1", "adv-2", "adv-3")) {
            assertThat(each.ask(wish(Kind.CLICK, click, 100))).isEqualTo("CHARGED");
        }
        assertThat(each.ask(wish(Kind.CLICK, "adv-4", 100))).isEqualTo("DAY");
        assertThat(each.ask(wish(Kind.CREDIT, "adv-2", 1))).isEqualTo("OK");
        assertThat(each.ask(wish(Kind.DEPOSIT, "-", 5))).isEqualTo("OK");
    }

    @Test
    void aDroppedDedupeIsFound() {
        Ledgered forgetful = new Ledgered(false);
        history(forgetful);
        forgetful.ask(wish(Kind.LIMITS, "-", 400));
        forgetful.ask(wish(Kind.CLICK, "adv-1", 100));
        forgetful.ask(wish(Kind.CREDIT, "adv-2", 1));

        assertThat(forgetful.check().findings())
                .extracting(Finding::what)
                .containsExactly("decides the click adv-1 again", "credits the click adv-2 again");
    }

    @Test
    void oneMicroTooMuchIsFoundWhereverItIs() {
        for (int i = 0; i < budget.log.size(); i++) {
            SpecificRecord event = budget.log.get(i);
            SpecificRecord wrong = oneMicroMore(event);
            if (wrong != null) {
                budget.log.set(i, wrong);
                assertThat(budget.check().findings())
                        .as("%s", wrong)
                        .extracting(Finding::position)
                        .contains(i + 1L);
                budget.log.set(i, event);
            }
        }
    }

    @Test
    void aSumThatIsStatedWrongIsFoundToo() {
        int i = budget.log.size() - 4;
        ClickCharged charge = (ClickCharged) budget.log.get(i);
        for (ClickCharged wrong :
                List.of(
                        ClickCharged.newBuilder(charge).setBalanceAfterMicros(701).build(),
                        ClickCharged.newBuilder(charge).setDaySpentAfterMicros(299).build(),
                        ClickCharged.newBuilder(charge).setDayClicksAfter(2).build(),
                        ClickCharged.newBuilder(charge).setTotalSpentAfterMicros(1).build(),
                        ClickCharged.newBuilder(charge).setDailyBudgetMicros(301).build(),
                        ClickCharged.newBuilder(charge)
                                .setOutcome(ClickOutcome.CHARGED_GRACE)
                                .build())) {
            budget.log.set(i, wrong);
            assertThat(budget.check().findings()).as("%s", wrong).isNotEmpty();
        }
    }

    @Test
    void anEventThatIsSkippedIsFoundByItsHole() {
        // given
        MoneyCheck check = new MoneyCheck();

        // when
        for (int i = 0; i < budget.log.size(); i++) {
            if (i != 5) {
                check.accept(i + 1, "adv", i, budget.log.get(i));
            }
        }

        // then
        assertThat(check.findings())
                .extracting(Finding::what)
                .contains("follows position 5", "has sequence 6, not 5");
    }

    @Test
    void anEventThatIsSkippedIsFoundByTheMoneyAlsoWhenTheHoleIsFilled() {
        for (int i = 1; i < budget.log.size() - 1; i++) {
            if (budget.log.get(i) instanceof ClickNotCharged) {
                continue; // It moved nothing: nothing but the hole tells that it is gone.
            }
            SpecificRecord skipped = budget.log.remove(i);
            assertThat(budget.check().findings()).as("%s", skipped).isNotEmpty();
            budget.log.add(i, skipped);
        }
    }

    @Test
    void aChargeOverTheDaysBudgetIsFound() {
        // given
        ClickCharged last = (ClickCharged) budget.log.get(budget.log.size() - 4);
        List<SpecificRecord> log = new ArrayList<>(budget.log.subList(0, budget.log.size() - 3));

        // when
        log.add(
                ClickCharged.newBuilder(last)
                        .setClickId("adv-4")
                        .setBalanceAfterMicros(600)
                        .setDaySpentAfterMicros(400)
                        .setDayClicksAfter(4)
                        .setTotalSpentAfterMicros(400)
                        .build());

        // then
        budget.log.clear();
        budget.log.addAll(log);
        assertThat(budget.check().findings())
                .extracting(Finding::what)
                .containsExactly("was charged in spite of DAY");
    }

    @Test
    void aClickThatWasRefusedAndCouldHaveBeenPaidIsFound() {
        int i = budget.log.size() - 3;
        ClickNotCharged refused = (ClickNotCharged) budget.log.get(i);
        budget.log.set(
                i, ClickNotCharged.newBuilder(refused).setLimit(BudgetLimit.BALANCE).build());

        assertThat(budget.check().findings())
                .extracting(Finding::what)
                .containsExactly("was refused for BALANCE, but what forbids it is DAY");
    }

    private static SpecificRecord oneMicroMore(SpecificRecord event) {
        if (event instanceof ClickCharged charged) {
            return ClickCharged.newBuilder(charged)
                    .setChargedMicros(charged.getChargedMicros() + 1)
                    .build();
        }
        if (event instanceof ClickCredited credited) {
            return ClickCredited.newBuilder(credited)
                    .setCreditedMicros(credited.getCreditedMicros() + 1)
                    .build();
        }
        if (event instanceof FundsDeposited deposited) {
            return FundsDeposited.newBuilder(deposited)
                    .setAmountMicros(deposited.getAmountMicros() + 1)
                    .build();
        }
        return null;
    }

    private static Wish wish(Kind kind, String click, long micros) {
        return new Wish(
                kind, SHOES, click, micros, 0, Ledgered.ZONE, Ledgered.START.plusSeconds(60));
    }
}
