package io.recount.command.budget;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import io.recount.command.budget.ChangeAdvertiser.Changed;
import io.recount.command.budget.DecideClick.Decided;
import io.recount.command.budget.DepositFunds.Deposited;
import io.recount.command.budget.RefundFunds.Refunded;
import io.recount.command.budget.RegisterAdvertiser.Registered;
import io.recount.event.AdvertiserRegistered;
import io.recount.event.ClickCharged;
import io.recount.event.ClickCredited;
import io.recount.event.ClickNotCharged;
import io.recount.event.ClickOutcome;
import io.recount.http.Problem;
import io.recount.money.Micros;
import io.recount.rules.BudgetDay;
import io.recount.rules.BudgetRules;
import io.recount.rules.BudgetState;
import io.recount.rules.CampaignLine;
import io.recount.rules.ClickDecision;
import io.recount.rules.ClickRules;
import io.recount.rules.Decision;
import io.recount.rules.Decision.Granted;
import io.recount.rules.Decision.Refused;
import io.recount.rules.LineLimits;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * All of an advertiser's money in one consistency boundary. It decides nothing itself: {@link
 * BudgetRules} do, on the immutable {@link BudgetState}.
 */
@Aggregate(
        type = Budget.TYPE,
        cache = "aggregateCache",
        lockFactory = "laneLocks",
        snapshotTriggerDefinition = "budgetSnapshotTrigger")
public class Budget {
    static final String TYPE = "Budget";

    @AggregateIdentifier private @Nullable String advertiserId;
    private @Nullable BudgetState state;

    /** Axon fills it from its events, or from a snapshot and the events behind it. */
    Budget() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Registered handle(RegisterAdvertiser command) {
        apply(
                new AdvertiserRegistered(
                        command.advertiserId(),
                        command.name(),
                        command.currency(),
                        command.timeZone(),
                        command.now()));
        return new Registered(command.advertiserId(), getVersion());
    }

    @CommandHandler
    Deposited handle(DepositFunds command) {
        grant(
                BudgetRules.deposit(
                        state(), command.amountMicros(), command.reference(), command.now()));
        return new Deposited(command.advertiserId(), state().balanceMicros(), getVersion());
    }

    @CommandHandler
    Refunded handle(RefundFunds command) {
        grant(
                BudgetRules.refund(
                        state(), command.amountMicros(), command.reference(), command.now()));
        return new Refunded(command.advertiserId(), state().balanceMicros(), getVersion());
    }

    @CommandHandler
    Changed handle(ChangeAdvertiser command) {
        command.ifMatch().mustMatch(state().editVersion());
        String name = command.name() == null ? state().name() : command.name();
        ZoneId zone =
                command.timeZone() == null
                        ? state().day().wantedZone()
                        : ZoneId.of(command.timeZone());
        if (!name.equals(state().name()) || !zone.equals(state().day().wantedZone())) {
            apply(BudgetRules.change(state(), name, zone, command.now()));
        }
        BudgetDay day = state().dayOf(command.now());
        return new Changed(
                command.advertiserId(),
                state().name(),
                day.wantedZone().getId(),
                day.next() == null ? null : day.next().from(),
                state().editVersion(),
                getVersion());
    }

    @CommandHandler
    Decided handle(DecideClick command, DecidedClicks decided) {
        ClickDecision decision = ClickRules.charge(state(), command.click(), command.now());
        if (decision instanceof ClickDecision.UnknownCampaign) {
            throw Problem.notFound(
                    "NOT_FOUND", "Campaign " + command.click().campaignId() + " does not exist");
        }
        // The row comes before the event: a repeated click must not use up a position of the log.
        if (!decided.claim(command.advertiserId(), command.click(), decision)) {
            return duplicate(decided.find(command.click().clickId()).orElseThrow());
        }
        if (decision instanceof ClickDecision.Charged charged) {
            ClickCharged event = charged.event();
            apply(event);
            return new Decided(
                    event.getOutcome(),
                    event.getChargedMicros(),
                    event.getBalanceAfterMicros(),
                    null,
                    null,
                    null,
                    getVersion());
        }
        ClickNotCharged event = ((ClickDecision.NotCharged) decision).event();
        apply(event);
        return new Decided(
                event.getOutcome(),
                0,
                event.getBalanceMicros(),
                event.getLimit(),
                null,
                null,
                getVersion());
    }

    private Decided duplicate(DecidedClicks.DecidedClick first) {
        return new Decided(
                ClickOutcome.DUPLICATE,
                0,
                state().balanceMicros(),
                null,
                first.outcome(),
                first.chargedMicros(),
                null,
                first.position());
    }

    // For handlers that change something else in the same unit of work.

    /** Gives a new campaign its line. */
    public void addLine(String campaignId, LineLimits limits, Instant now) {
        grant(BudgetRules.addLine(state(), campaignId, limits, now));
    }

    /** Gives a campaign other limits, at once. */
    public void changeLimits(String campaignId, LineLimits limits, Instant now) {
        grant(BudgetRules.changeLimits(state(), campaignId, limits, now));
    }

    /** Lets the campaign's clicks be charged. */
    public void openLine(String campaignId, Instant now) {
        grant(BudgetRules.openLine(state(), campaignId, now));
    }

    /** Charges only clicks on what was served before, and those not for long; once is enough. */
    public void closeLine(String campaignId, Instant now) {
        if (line(campaignId, now).open()) {
            grant(BudgetRules.closeLine(state(), campaignId, now));
        }
    }

    /** The campaign's line as it stands today. */
    public CampaignLine line(String campaignId, Instant now) {
        CampaignLine line = state().lines().find(campaignId);
        if (line == null) {
            throw Problem.notFound("NOT_FOUND", "Campaign " + campaignId + " does not exist");
        }
        return line.on(state().dayOf(now).start());
    }

    /** Gives back what a click was charged; false when the balance cannot take it. */
    public boolean credit(
            ClickCharged charge, String reason, @Nullable String proposalId, Instant now) {
        Decision<ClickCredited> decision =
                BudgetRules.credit(state(), charge, reason, proposalId, now);
        if (decision instanceof Granted<ClickCredited> granted) {
            apply(granted.event());
        }
        return decision instanceof Granted<ClickCredited>;
    }

    public String timeZone() {
        return state().day().wantedZone().getId();
    }

    private static <E extends SpecificRecord> void grant(Decision<E> decision) {
        if (decision instanceof Refused<E> refused) {
            throw switch (refused.reason()) {
                case BALANCE_TOO_LARGE ->
                        Problem.unprocessable(
                                "BALANCE_TOO_LARGE",
                                "A balance is at most " + Micros.MAX + " micros");
                case INSUFFICIENT_BALANCE ->
                        Problem.unprocessable(
                                "INSUFFICIENT_BALANCE", "Less than that is left to be paid back");
                case TOO_MANY_CAMPAIGNS ->
                        Problem.unprocessable(
                                "TOO_MANY_CAMPAIGNS",
                                "An advertiser has at most "
                                        + BudgetRules.LINES_MAX
                                        + " campaigns");
                case WRONG_LINE ->
                        Problem.conflict(
                                "WRONG_STATE", "The campaign's line of the budget forbids this");
            };
        }
        apply(((Granted<E>) decision).event());
    }

    @EventSourcingHandler
    void on(SpecificRecord event) {
        state = state == null ? BudgetState.beginning(event) : state.evolve(event);
        advertiserId = state.advertiserId();
    }

    private BudgetState state() {
        if (state == null) {
            throw new IllegalStateException("Not registered: " + advertiserId);
        }
        return state;
    }
}
