package io.recount.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.BudgetLimit;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineClosed;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.event.Heartbeat;
import io.recount.money.Micros;
import io.recount.rules.Decision.Granted;
import io.recount.rules.Decision.Refusal;
import io.recount.rules.Decision.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Every rule about a budget, one by one. Long because they are one list, on one set of examples.
 */
class BudgetRulesTest {
    private static final Instant MONDAY_NOON_SEOUL = Instant.parse("2026-11-16T03:00:00Z");
    private static final Instant MONDAY_SEOUL = Instant.parse("2026-11-15T15:00:00Z");
    private static final String SHOES = "adv-shoes";
    private static final String HATS = "adv-hats";
    private static final long WON = 1_000_000;

    private final BudgetState registered =
            BudgetState.of(
                    new AdvertiserRegistered(
                            "adv", "Acme", "KRW", "Asia/Seoul", MONDAY_NOON_SEOUL));

    @Test
    void aValidClickWithinAllLimitsIsChargedAtItsPrice() {
        // given
        BudgetState state = funded(1_000 * WON, 500 * WON, 800L * WON);

        // when
        ClickCharged event = charged(state, 120 * WON, MONDAY_NOON_SEOUL.plusSeconds(60));

        // then
        assertThat(event.getOutcome()).isEqualTo(ClickOutcome.CHARGED);
        assertThat(event.getChargedMicros()).isEqualTo(120 * WON);
        assertThat(event.getBalanceAfterMicros()).isEqualTo(880 * WON);
        assertThat(event.getDaySpentAfterMicros()).isEqualTo(120 * WON);
        assertThat(event.getDayClicksAfter()).isEqualTo(1);
        assertThat(event.getTotalSpentAfterMicros()).isEqualTo(120 * WON);
        assertThat(event.getDayStart()).isEqualTo(MONDAY_SEOUL);
        assertThat(event.getDailyBudgetMicros()).isEqualTo(500 * WON);
        assertThat(event.getTotalBudgetMicros()).isEqualTo(800 * WON);
        assertThat(event.getRulesVersion()).isEqualTo(BudgetRules.VERSION);
    }

    @Test
    void theLastMicroOfEachLimitCanBeSpent() {
        BudgetState state = funded(100, 100, 100L);

        BudgetState after = state.evolve(charged(state, 100, MONDAY_NOON_SEOUL));

        assertThat(after.balanceMicros()).isZero();
        assertThat(notCharged(after, 1, MONDAY_NOON_SEOUL).getLimit())
                .isEqualTo(BudgetLimit.BALANCE);
    }

    @Test
    void theFirstLimitThatFailsIsNamedBalanceThenTotalThenDay() {
        assertThat(limitOf(funded(99, 99, 99L))).isEqualTo(BudgetLimit.BALANCE);
        assertThat(limitOf(funded(100, 99, 99L))).isEqualTo(BudgetLimit.TOTAL);
        assertThat(limitOf(funded(100, 99, 100L))).isEqualTo(BudgetLimit.DAY);
        assertThat(limitOf(funded(100, 99, null))).isEqualTo(BudgetLimit.DAY);
    }

    @Test
    void aClosedLineComesBeforeEveryLimit() {
        // given
        BudgetState state =
                registered.evolve(
                        new CampaignBudgetSet("adv", SHOES, 1L, null, 95, MONDAY_NOON_SEOUL));

        // when
        ClickNotCharged event = notCharged(state, 100, MONDAY_NOON_SEOUL);

        // then
        assertThat(event.getOutcome()).isEqualTo(ClickOutcome.UNBILLED_PAUSED);
        assertThat(event.getLimit()).isNull();
        assertThat(event.getPriceMicros()).isEqualTo(100);
    }

    @Test
    void anUncoveredClickChangesNoMoney() {
        BudgetState state = funded(100, 50, null);

        BudgetState after = state.evolve(notCharged(state, 51, MONDAY_NOON_SEOUL));

        assertThat(after).isEqualTo(state);
    }

    @Test
    void anotherCampaignsClicksDoNotCountAgainstTheDay() {
        BudgetState state = funded(100, 50, null).evolve(line(HATS, 50, null)).evolve(open(HATS));
        state = state.evolve(charged(state, 50, MONDAY_NOON_SEOUL));

        assertThat(ClickRules.charge(state, click(HATS, 50), MONDAY_NOON_SEOUL))
                .isInstanceOf(ClickDecision.Charged.class);
    }

    @Test
    void aCampaignThatTheBudgetDoesNotKnowIsNotDecided() {
        assertThat(ClickRules.charge(registered, click(SHOES, 1), MONDAY_NOON_SEOUL))
                .isInstanceOf(ClickDecision.UnknownCampaign.class);
    }

    @Test
    void aNewDayStartsEmptyAtMidnightOfTheAdvertisersZone() {
        // given
        Instant lastOfMonday = Instant.parse("2026-11-16T14:59:59.999Z");
        BudgetState state = funded(1_000, 100, null);
        state = state.evolve(charged(state, 100, lastOfMonday));
        assertThat(notCharged(state, 1, lastOfMonday).getLimit()).isEqualTo(BudgetLimit.DAY);

        // when
        ClickCharged tuesday = charged(state, 100, lastOfMonday.plusMillis(1));

        // then
        assertThat(tuesday.getDayStart()).isEqualTo("2026-11-16T15:00:00Z");
        assertThat(tuesday.getDaySpentAfterMicros()).isEqualTo(100);
        assertThat(tuesday.getDayClicksAfter()).isEqualTo(1);
        assertThat(tuesday.getTotalSpentAfterMicros()).isEqualTo(200);
    }

    @Test
    void timeNeverRunsBackSoAClockPutBackDoesNotOpenYesterdayAgain() {
        // given
        Instant tuesday = Instant.parse("2026-11-16T15:00:00Z");
        BudgetState state = funded(1_000, 100, null);
        state = state.evolve(charged(state, 60, tuesday));

        // when
        ClickNotCharged event = notCharged(state, 60, tuesday.minusSeconds(3_600));

        // then
        assertThat(event.getLimit()).isEqualTo(BudgetLimit.DAY);
        assertThat(event.getAt()).isEqualTo(tuesday);
    }

    @Test
    void aDepositThatPassesTheLargestBalanceIsRefused() {
        BudgetState full = funded(Micros.MAX, 1, null);

        assertThat(BudgetRules.deposit(full, 1, "r", MONDAY_NOON_SEOUL))
                .isEqualTo(new Refused<FundsDeposited>(Refusal.BALANCE_TOO_LARGE));
    }

    @Test
    void aCampaignHasOneLineAndItOpensOnce() {
        BudgetState state = funded(1, 1, null);

        assertThat(
                        BudgetRules.addLine(
                                state, SHOES, new LineLimits(1, null, 95), MONDAY_NOON_SEOUL))
                .isEqualTo(new Refused<CampaignBudgetSet>(Refusal.WRONG_LINE));
        assertThat(BudgetRules.openLine(state, SHOES, MONDAY_NOON_SEOUL))
                .isEqualTo(new Refused<CampaignLineOpened>(Refusal.WRONG_LINE));
        assertThat(BudgetRules.openLine(state, HATS, MONDAY_NOON_SEOUL))
                .isEqualTo(new Refused<CampaignLineOpened>(Refusal.WRONG_LINE));
    }

    @Test
    void aClickOnWhatWasServedBeforeItsLineClosedIsChargedForFiveMinutesMore() {
        // given
        Instant closed = MONDAY_NOON_SEOUL.plusSeconds(60);
        BudgetState state =
                funded(1_000, 500, null).evolve(new CampaignLineClosed("adv", SHOES, closed));

        // when
        ClickCharged last = charged(state, 100, closed.plus(CampaignLine.GRACE));
        ClickNotCharged late =
                notCharged(state, 100, closed.plus(CampaignLine.GRACE).plusMillis(1));

        // then
        assertThat(last.getOutcome()).isEqualTo(ClickOutcome.CHARGED_GRACE);
        assertThat(last.getChargedMicros()).isEqualTo(100);
        assertThat(last.getLineClosedAt()).isEqualTo(closed);
        assertThat(late.getOutcome()).isEqualTo(ClickOutcome.UNBILLED_PAUSED);
        assertThat(late.getLineClosedAt()).isEqualTo(closed);
    }

    @Test
    void aClickOnWhatWasServedAfterItsLineClosedHasNoGrace() {
        // given
        BudgetState state =
                funded(1_000, 500, null)
                        .evolve(new CampaignLineClosed("adv", SHOES, MONDAY_NOON_SEOUL));

        // when
        PricedClick click =
                new PricedClick(
                        "adv-1",
                        SHOES,
                        "adv-ad",
                        100,
                        MONDAY_NOON_SEOUL.plusMillis(1),
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null);

        // then
        assertThat(ClickRules.charge(state, click, MONDAY_NOON_SEOUL.plusSeconds(1)))
                .isInstanceOfSatisfying(
                        ClickDecision.NotCharged.class,
                        decision ->
                                assertThat(decision.event().getOutcome())
                                        .isEqualTo(ClickOutcome.UNBILLED_PAUSED));
    }

    @Test
    void graceIsHeldToEveryLimit() {
        BudgetState state =
                funded(1_000, 99, null)
                        .evolve(new CampaignLineClosed("adv", SHOES, MONDAY_NOON_SEOUL));

        assertThat(notCharged(state, 100, MONDAY_NOON_SEOUL).getLimit()).isEqualTo(BudgetLimit.DAY);
    }

    @Test
    void aLineThatOpensAgainForgetsThatItWasClosed() {
        BudgetState state =
                funded(1_000, 500, null)
                        .evolve(new CampaignLineClosed("adv", SHOES, MONDAY_NOON_SEOUL))
                        .evolve(open(SHOES));

        ClickCharged event = charged(state, 100, MONDAY_NOON_SEOUL.plusSeconds(900));

        assertThat(event.getOutcome()).isEqualTo(ClickOutcome.CHARGED);
        assertThat(event.getLineClosedAt()).isNull();
    }

    @Test
    void aRefundPaysBackWhatIsLeftAndNoMore() {
        BudgetState state = funded(100, 500, null);

        assertThat(BudgetRules.refund(state, 101, "r", MONDAY_NOON_SEOUL))
                .isEqualTo(new Refused<FundsRefunded>(Refusal.INSUFFICIENT_BALANCE));
        assertThat(BudgetRules.refund(state, 100, "r", MONDAY_NOON_SEOUL))
                .isEqualTo(
                        new Granted<>(new FundsRefunded("adv", 100L, 0L, "r", MONDAY_NOON_SEOUL)));
    }

    @Test
    void otherLimitsAreInForceAtOnceAndKeepWhatWasSpent() {
        // given
        BudgetState state = funded(1_000, 500, null);
        state = state.evolve(charged(state, 400, MONDAY_NOON_SEOUL));

        // when
        state = state.evolve(line(SHOES, 450, 420L));

        // then
        assertThat(charged(state, 20, MONDAY_NOON_SEOUL).getDaySpentAfterMicros()).isEqualTo(420);
        assertThat(notCharged(state, 21, MONDAY_NOON_SEOUL).getLimit())
                .isEqualTo(BudgetLimit.TOTAL);
    }

    @Test
    void aCreditRaisesTheBalanceAndReopensNoDay() {
        // given
        BudgetState state = funded(100, 100, 100L);
        ClickCharged charge = charged(state, 100, MONDAY_NOON_SEOUL);
        state = state.evolve(charge);

        // when
        ClickCredited credit =
                ((Granted<ClickCredited>)
                                BudgetRules.credit(state, charge, "bot", "p", MONDAY_NOON_SEOUL))
                        .event();

        // then
        assertThat(credit.getCreditedMicros()).isEqualTo(100);
        assertThat(credit.getDayStart()).isEqualTo(MONDAY_SEOUL);
        state = state.evolve(credit);
        assertThat(state.balanceMicros()).isEqualTo(100);
        assertThat(notCharged(state, 1, MONDAY_NOON_SEOUL).getLimit()).isEqualTo(BudgetLimit.TOTAL);
    }

    @Test
    void aCreditThatPassesTheLargestBalanceIsRefused() {
        // given
        BudgetState state = funded(Micros.MAX, 100, null);
        ClickCharged charge = charged(state, 100, MONDAY_NOON_SEOUL);

        // then
        assertThat(BudgetRules.credit(state, charge, "bot", null, MONDAY_NOON_SEOUL))
                .isEqualTo(new Refused<ClickCredited>(Refusal.BALANCE_TOO_LARGE));
    }

    @Test
    void aNewZoneLeavesTheDayInCourseAlone() {
        // given: New York's next midnight is at 05:00Z, 14:00 in Seoul
        BudgetState state = funded(1_000, 100, null);
        state = state.evolve(charged(state, 100, MONDAY_NOON_SEOUL));

        // when
        AdvertiserChanged changed =
                BudgetRules.change(
                        state, "Acme 2", ZoneId.of("America/New_York"), MONDAY_NOON_SEOUL);
        state = state.evolve(changed);

        // then
        Instant midnight = Instant.parse("2026-11-16T05:00:00Z");
        assertThat(changed.getZoneFrom()).isEqualTo(midnight);
        assertThat(changed.getEditVersion()).isEqualTo(1);
        assertThat(notCharged(state, 1, midnight.minusMillis(1)).getLimit())
                .isEqualTo(BudgetLimit.DAY);
        assertThat(charged(state, 100, midnight).getDayStart()).isEqualTo(midnight);
        assertThat(state.name()).isEqualTo("Acme 2");
    }

    @Test
    void anotherNameIsAnEditThatChangesNoDay() {
        AdvertiserChanged changed =
                BudgetRules.change(
                        registered, "Acme 2", ZoneId.of("Asia/Seoul"), MONDAY_NOON_SEOUL);

        assertThat(changed.getZoneFrom()).isEqualTo(MONDAY_NOON_SEOUL);
        assertThat(registered.evolve(changed).day()).isEqualTo(registered.day());
    }

    @Test
    void whatIsNoAmountIsABugOfTheCallerNotADecision() {
        for (long micros : new long[] {0, -1, Micros.MAX + 1}) {
            assertThatThrownBy(
                            () -> BudgetRules.deposit(registered, micros, "r", MONDAY_NOON_SEOUL))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                            () ->
                                    ClickRules.charge(
                                            registered, click(SHOES, micros), MONDAY_NOON_SEOUL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anEventOfSomethingElseIsNoEventOfABudget() {
        assertThatThrownBy(() -> registered.evolve(new Heartbeat(MONDAY_NOON_SEOUL, 1L)))
                .hasMessageContaining("Heartbeat");
    }

    @Property(tries = 500)
    void noHistoryEverOverspendsABalanceATotalOrADay(@ForAll("histories") History history) {
        // given
        BudgetState state = registered;
        for (String campaign : List.of(SHOES, HATS)) {
            state =
                    state.evolve(line(campaign, history.dailyBudget(), history.totalBudget()))
                            .evolve(open(campaign));
        }
        long deposited = 0;
        List<ClickCharged> charges = new ArrayList<>();

        for (Step step : history.steps()) {
            // when
            Instant now = MONDAY_NOON_SEOUL.plus(step.sinceStart());
            if (step.deposit()
                    && BudgetRules.deposit(state, step.micros(), "r", now)
                            instanceof Granted<FundsDeposited> granted) {
                deposited += step.micros();
                state = state.evolve(granted.event());
            } else if (ClickRules.charge(state, click(step.campaign(), step.micros()), now)
                    instanceof ClickDecision.Charged charged) {
                charges.add(charged.event());
                state = state.evolve(charged.event());
            }

            // then
            long spent = charges.stream().mapToLong(ClickCharged::getChargedMicros).sum();
            assertThat(state.balanceMicros()).isNotNegative().isEqualTo(deposited - spent);
        }
        for (String campaign : List.of(SHOES, HATS)) {
            assertThat(spentOf(charges, campaign)).isLessThanOrEqualTo(history.totalBudget());
            charges.stream()
                    .map(ClickCharged::getDayStart)
                    .distinct()
                    .forEach(
                            day ->
                                    assertThat(spentOn(charges, campaign, day))
                                            .isLessThanOrEqualTo(history.dailyBudget()));
        }
        assertThat(charges.stream().map(ClickCharged::getAt)).isSorted();
        assertThat(charges.stream().map(ClickCharged::getDayStart)).isSorted();
    }

    @Property(tries = 300)
    void linesStayFindableInWhateverOrderTheyCome(@ForAll("campaignIds") List<String> campaignIds) {
        // when
        CampaignLines lines = CampaignLines.NONE;
        for (String id : campaignIds) {
            lines = lines.with(CampaignLine.withoutSpend(line(id, 7, null)));
        }

        // then
        assertThat(lines.size()).isEqualTo(campaignIds.stream().distinct().count());
        for (String id : campaignIds) {
            assertThat(lines.find(id)).isNotNull();
            assertThat(lines.find(id + "x")).isNull();
        }
        assertThat(lines.all().stream().map(CampaignLine::campaignId)).isSorted();
    }

    record Step(boolean deposit, String campaign, long micros, Duration sinceStart) {}

    record History(long dailyBudget, Long totalBudget, List<Step> steps) {}

    @Provide
    Arbitrary<History> histories() {
        Arbitrary<Step> step =
                Combinators.combine(
                                Arbitraries.of(true, false, false, false),
                                Arbitraries.of(SHOES, HATS),
                                Arbitraries.longs().between(1, 300),
                                // Clocks jump to and fro within five days.
                                Arbitraries.longs().between(0, 5 * 24 * 60))
                        .as((d, c, m, t) -> new Step(d, c, m, Duration.ofMinutes(t)));
        return Combinators.combine(
                        Arbitraries.longs().between(1, 1_000),
                        Arbitraries.longs().between(1, 3_000),
                        step.list().ofMinSize(1).ofMaxSize(120))
                .as(History::new);
    }

    @Provide
    Arbitrary<List<String>> campaignIds() {
        return Arbitraries.strings().alpha().ofLength(2).list().ofMaxSize(200);
    }

    private static long spentOf(List<ClickCharged> charges, String campaign) {
        return charges.stream()
                .filter(charge -> charge.getCampaignId().equals(campaign))
                .mapToLong(ClickCharged::getChargedMicros)
                .sum();
    }

    private static long spentOn(List<ClickCharged> charges, String campaign, Instant day) {
        return spentOf(
                charges.stream().filter(charge -> charge.getDayStart().equals(day)).toList(),
                campaign);
    }

    private BudgetState funded(long balance, long dailyBudget, Long totalBudget) {
        return registered
                .evolve(new FundsDeposited("adv", balance, balance, "r", MONDAY_NOON_SEOUL))
                .evolve(line(SHOES, dailyBudget, totalBudget))
                .evolve(open(SHOES));
    }

    private static CampaignBudgetSet line(String campaign, long dailyBudget, Long totalBudget) {
        return new CampaignBudgetSet(
                "adv", campaign, dailyBudget, totalBudget, 95, MONDAY_NOON_SEOUL);
    }

    private static CampaignLineOpened open(String campaign) {
        return new CampaignLineOpened("adv", campaign, MONDAY_NOON_SEOUL);
    }

    private static PricedClick click(String campaign, long price) {
        return new PricedClick(
                "adv-1",
                campaign,
                "adv-ad",
                price,
                MONDAY_NOON_SEOUL,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }

    private static BudgetLimit limitOf(BudgetState state) {
        return notCharged(state, 100, MONDAY_NOON_SEOUL).getLimit();
    }

    private static ClickCharged charged(BudgetState state, long price, Instant now) {
        return ((ClickDecision.Charged) ClickRules.charge(state, click(SHOES, price), now)).event();
    }

    private static ClickNotCharged notCharged(BudgetState state, long price, Instant now) {
        return ((ClickDecision.NotCharged) ClickRules.charge(state, click(SHOES, price), now))
                .event();
    }
}
