package io.recount.command.budget;

import static org.axonframework.test.matchers.Matchers.predicate;

import io.recount.command.budget.ChangeAdvertiser.Changed;
import io.recount.command.budget.RefundFunds.Refunded;
import io.recount.event.AdvertiserChanged;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.FundsDeposited;
import io.recount.event.FundsRefunded;
import io.recount.http.IfMatch;
import io.recount.http.Problem;
import java.time.Instant;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refunds, and what an advertiser is called and when its days begin. */
class BudgetEditsTest {
    private static final Instant NOON = Instant.parse("2026-11-16T03:00:00Z");
    private static final Instant BERLIN_MIDNIGHT = Instant.parse("2026-11-16T23:00:00Z");

    private static final AdvertiserRegistered REGISTERED =
            new AdvertiserRegistered("adv", "Acme", "KRW", "Asia/Seoul", NOON);
    private static final FundsDeposited DEPOSITED =
            new FundsDeposited("adv", 100L, 100L, "r", NOON);

    private AggregateTestFixture<Budget> fixture;

    @BeforeEach
    void fixture() {
        fixture = new AggregateTestFixture<>(Budget.class);
        fixture.registerInjectableResource(new UnregisteredClicks());
        // The state holds what events and rules made; it is no aggregate member to be compared.
        fixture.setReportIllegalStateChange(false);
    }

    @Test
    void aRefundLowersTheBalance() {
        fixture.given(REGISTERED, DEPOSITED)
                .when(new RefundFunds("adv", 100, "r", NOON))
                .expectEvents(new FundsRefunded("adv", 100L, 0L, "r", NOON))
                .expectResultMessagePayload(new Refunded("adv", 0, 2));
    }

    @Test
    void moreThanIsLeftIsNotPaidBack() {
        fixture.given(REGISTERED, DEPOSITED)
                .when(new RefundFunds("adv", 101, "r", NOON))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("INSUFFICIENT_BALANCE")));
    }

    @Test
    void aNewZoneCountsFromItsOwnNextMidnight() {
        fixture.given(REGISTERED)
                .when(change(null, "Europe/Berlin", "\"0\""))
                .expectEvents(changed("Acme", "Europe/Berlin", BERLIN_MIDNIGHT, 1))
                .expectResultMessagePayload(
                        new Changed("adv", "Acme", "Europe/Berlin", BERLIN_MIDNIGHT, 1, 1));
    }

    @Test
    void aNewNameLeavesAZoneThatIsToComeAsItIs() {
        fixture.given(REGISTERED, changed("Acme", "Europe/Berlin", BERLIN_MIDNIGHT, 1))
                .when(change("Acme 2", null, "\"1\""))
                .expectEvents(changed("Acme 2", "Europe/Berlin", BERLIN_MIDNIGHT, 2));
    }

    @Test
    void aZoneThatCountsAlreadyIsNoMoreToCome() {
        fixture.given(REGISTERED, changed("Acme", "Europe/Berlin", BERLIN_MIDNIGHT, 1))
                .when(
                        new ChangeAdvertiser(
                                "adv",
                                null,
                                "Europe/Berlin",
                                IfMatch.required("\"1\""),
                                BERLIN_MIDNIGHT))
                .expectNoEvents()
                .expectResultMessagePayload(
                        new Changed("adv", "Acme", "Europe/Berlin", null, 1, 1));
    }

    @Test
    void whatChangesNothingIsNoEdit() {
        fixture.given(REGISTERED)
                .when(change("Acme", "Asia/Seoul", "*"))
                .expectNoEvents()
                .expectResultMessagePayload(new Changed("adv", "Acme", "Asia/Seoul", null, 0, 0));
    }

    @Test
    void anAdvertiserIsChangedOnlyByWhoSawItAsItIs() {
        fixture.given(REGISTERED)
                .when(change("Acme 2", null, "\"1\""))
                .expectNoEvents()
                .expectException(predicate((Problem p) -> p.code().equals("STALE_VERSION")));
    }

    private static ChangeAdvertiser change(String name, String zone, String ifMatch) {
        return new ChangeAdvertiser("adv", name, zone, IfMatch.required(ifMatch), NOON);
    }

    private static AdvertiserChanged changed(String name, String zone, Instant from, long version) {
        return new AdvertiserChanged("adv", name, zone, from, version, NOON);
    }
}
