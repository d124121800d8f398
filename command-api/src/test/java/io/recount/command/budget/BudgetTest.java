package io.recount.command.budget;

import static org.axonframework.test.matchers.Matchers.exactSequenceOf;
import static org.axonframework.test.matchers.Matchers.payloadsMatching;
import static org.axonframework.test.matchers.Matchers.predicate;

import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.budget.DepositFunds.Deposited;
import io.recount.command.budget.RegisterAdvertiser.Registered;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.BudgetLimit;
import io.recount.event.CampaignBudgetSet;
import io.recount.event.CampaignLineOpened;
import io.recount.event.ClickCharged;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.event.FundsDeposited;
import io.recount.http.Problem;
import io.recount.money.Micros;
import io.recount.rules.ClickDecision;
import io.recount.rules.PricedClick;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BudgetTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final long WON = 1_000_000;
    private static final String CAMPAIGN = "adv-shoes";

    private static final AdvertiserRegistered REGISTERED =
            new AdvertiserRegistered("adv", "Acme", "KRW", "Asia/Seoul", NOON);

    private AggregateTestFixture<Budget> fixture;

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(Budget.class);
        fixture.registerInjectableResource(new ClicksInMemory());
        // The state holds what events and rules made; it is no aggregate member to be compared.
        fixture.setReportIllegalStateChange(false);
    }

    @Test
    void anAdvertiserBeginsWithItsRegistration() {
        fixture.givenNoPriorActivity()
                .when(new RegisterAdvertiser("adv", "Acme", "KRW", "Asia/Seoul", NOON))
                .expectEvents(REGISTERED)
                .expectResultMessagePayload(new Registered("adv", 0));
    }

    @Test
    void aDepositRaisesTheBalance() {
        fixture.given(REGISTERED, deposited(100, 100))
                .when(new DepositFunds("adv", 50, "r", NOON))
                .expectEvents(deposited(50, 150))
                .expectResultMessagePayload(new Deposited("adv", 150, 2));
    }

    @Test
    void aDepositOverTheLargestBalanceIsRefusedAndChangesNothing() {
        fixture.given(REGISTERED, deposited(Micros.MAX, Micros.MAX))
                .when(new DepositFunds("adv", 1, "r", NOON))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("BALANCE_TOO_LARGE")));
    }

    @Test
    void nobodyPaysInForAnAdvertiserThatDoesNotExist() {
        fixture.givenNoPriorActivity()
                .when(new DepositFunds("adv", 1, "r", NOON))
                .expectException(AggregateNotFoundException.class);
    }

    @Test
    void aFundedClickOfAnOpenLineIsCharged() {
        fixture.given(REGISTERED, deposited(1_000 * WON, 1_000 * WON), line(), opened())
                .when(click("adv-1", 100 * WON))
                .expectEventsMatching(
                        payloadsMatching(
                                exactSequenceOf(
                                        predicate(
                                                (ClickCharged event) ->
                                                        event.getChargedMicros() == 100 * WON
                                                                && event.getBalanceAfterMicros()
                                                                        == 900 * WON))))
                .expectResultMessagePayload(
                        new Decided(
                                ClickOutcome.CHARGED, 100 * WON, 900 * WON, null, null, null, 4L));
    }

    @Test
    void aClickDecidedBeforeIsADuplicateAndLogsNothing() {
        fixture.given(REGISTERED, deposited(1_000 * WON, 1_000 * WON), line(), opened())
                .andGivenCommands(click("adv-1", 100 * WON))
                .when(click("adv-1", 100 * WON))
                .expectNoEvents()
                .expectResultMessagePayload(
                        new Decided(
                                ClickOutcome.DUPLICATE,
                                0,
                                900 * WON,
                                null,
                                ClickOutcome.CHARGED,
                                100 * WON,
                                null));
    }

    @Test
    void aClickThatTheBalanceDoesNotCoverIsLoggedAndCostsNothing() {
        fixture.given(REGISTERED, deposited(99, 99), line(), opened())
                .when(click("adv-1", 100))
                .expectEventsMatching(
                        payloadsMatching(
                                exactSequenceOf(
                                        predicate(
                                                (ClickNotCharged event) ->
                                                        event.getLimit() == BudgetLimit.BALANCE
                                                                && event.getBalanceMicros()
                                                                        == 99))))
                .expectResultMessagePayload(
                        new Decided(
                                ClickOutcome.UNBILLED_BUDGET,
                                0,
                                99,
                                BudgetLimit.BALANCE,
                                null,
                                null,
                                4L));
    }

    @Test
    void aClickOfALineThatIsNotOpenIsUnbilled() {
        fixture.given(REGISTERED, deposited(100, 100), line())
                .when(click("adv-1", 100))
                .expectEventsMatching(
                        payloadsMatching(
                                exactSequenceOf(
                                        predicate(
                                                (ClickNotCharged event) ->
                                                        event.getOutcome()
                                                                == ClickOutcome.UNBILLED_PAUSED))));
    }

    @Test
    void aClickOfACampaignThatTheBudgetDoesNotKnowIsRefused() {
        fixture.given(REGISTERED)
                .when(click("adv-1", 100))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("NOT_FOUND")));
    }

    @Test
    void aReplayedBudgetDecidesAsItDidAtFirst() {
        ClickCharged charge =
                ClickCharged.newBuilder()
                        .setClickId("adv-0")
                        .setAdvertiserId("adv")
                        .setCampaignId(CAMPAIGN)
                        .setAdId("adv-ad")
                        .setOutcome(ClickOutcome.CHARGED)
                        .setChargedMicros(450 * WON)
                        .setAt(NOON)
                        .setServedAt(NOON)
                        .setDayStart(Instant.parse("2026-11-15T15:00:00Z"))
                        .setBalanceAfterMicros(550 * WON)
                        .setDaySpentAfterMicros(450 * WON)
                        .setDayClicksAfter(1)
                        .setTotalSpentAfterMicros(450 * WON)
                        .setDailyBudgetMicros(500 * WON)
                        .setRulesVersion(1)
                        .build();

        fixture.given(REGISTERED, deposited(1_000 * WON, 1_000 * WON), line(), opened(), charge)
                .when(click("adv-1", 51 * WON))
                .expectResultMessagePayload(
                        new Decided(
                                ClickOutcome.UNBILLED_BUDGET,
                                0,
                                550 * WON,
                                BudgetLimit.DAY,
                                null,
                                null,
                                5L));
    }

    private static FundsDeposited deposited(long amount, long after) {
        return new FundsDeposited("adv", amount, after, "r", NOON);
    }

    private static CampaignBudgetSet line() {
        return new CampaignBudgetSet("adv", CAMPAIGN, 500 * WON, null, 95, NOON);
    }

    private static CampaignLineOpened opened() {
        return new CampaignLineOpened("adv", CAMPAIGN, NOON);
    }

    private static DecideClick click(String clickId, long price) {
        return new DecideClick(
                "adv",
                new PricedClick(
                        clickId, CAMPAIGN, "adv-ad", price, NOON, null, null, null, null, List.of(),
                        null),
                NOON);
    }

    /** The register without a database. */
    private static final class ClicksInMemory extends DecidedClicks {
        private final Map<String, DecidedClick> clicks = new HashMap<>();

        ClicksInMemory() {
            super(null);
        }

        @Override
        public Optional<DecidedClick> find(String clickId) {
            return Optional.ofNullable(clicks.get(clickId));
        }

        @Override
        boolean claim(String advertiserId, PricedClick click, ClickDecision decision) {
            boolean charged = decision instanceof ClickDecision.Charged;
            return clicks.putIfAbsent(
                            click.clickId(),
                            new DecidedClick(
                                    click.clickId(),
                                    advertiserId,
                                    click.campaignId(),
                                    click.adId(),
                                    charged ? ClickOutcome.CHARGED : ClickOutcome.UNBILLED_BUDGET,
                                    charged ? click.priceMicros() : 0,
                                    null))
                    == null;
        }
    }
}
