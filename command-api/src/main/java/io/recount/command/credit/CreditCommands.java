package io.recount.command.credit;

import io.recount.command.budget.Budget;
import io.recount.command.credit.CreditedClicks.Credit;
import io.recount.command.credit.Credits.Last;
import io.recount.command.credit.Credits.PerClick;
import io.recount.command.credit.Credits.Result;
import io.recount.event.ClickCharged;
import io.recount.event.CreditProposed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Credits, over as many advertisers as the clicks have, in one transaction. Budgets are loaded in
 * the order of their ids, so that two commands never wait for each other.
 */
@Component
class CreditCommands {
    private final Repository<Budget> budgets;
    private final Repository<CreditProposal> proposals;
    private final CreditedClicks clicks;

    CreditCommands(
            @Qualifier("budgetRepository") Repository<Budget> budgets,
            @Qualifier("creditProposalRepository") Repository<CreditProposal> proposals,
            CreditedClicks clicks) {
        this.budgets = budgets;
        this.proposals = proposals;
        this.clicks = clicks;
    }

    @CommandHandler
    @SuppressWarnings("FutureReturnValueIgnored")
    Credits handle(GiveCredits command) throws Exception {
        List<ClickCharged> open = creditable(command.clickIds());
        long sum = open.stream().mapToLong(ClickCharged::getChargedMicros).sum();
        if (sum <= command.limitMicros()) {
            return give(command.clickIds(), command.reason(), null, null, command.now());
        }
        List<String> clickIds = open.stream().map(ClickCharged::getClickId).toList();
        Aggregate<CreditProposal> proposal =
                proposals.newInstance(() -> new CreditProposal(command, clickIds, sum));
        return new Credits(command.proposalId(), sum, 0, List.of(), last(proposal));
    }

    @CommandHandler
    Credits handle(DecideProposal command) {
        Aggregate<CreditProposal> proposal = proposals.load(command.proposalId());
        proposal.execute(p -> p.decide(command.approved(), command.now()));
        if (!command.approved()) {
            return Credits.given(command.proposalId(), List.of(), last(proposal));
        }
        CreditProposed proposed = proposal.invoke(CreditProposal::proposed);
        return give(
                proposed.getClickIds(),
                proposed.getReason(),
                proposed.getProposalId(),
                last(proposal),
                command.now());
    }

    /** Charges that were not credited yet, in the order asked for. */
    private List<ClickCharged> creditable(List<String> clickIds) {
        Map<String, ClickCharged> charges = clicks.charges(clickIds);
        charges.keySet().removeAll(clicks.credits(clickIds).keySet());
        return clickIds.stream().map(charges::get).filter(Objects::nonNull).toList();
    }

    private Credits give(
            List<String> clickIds,
            String reason,
            @Nullable String proposalId,
            @Nullable Last before,
            Instant now) {
        Map<String, Credit> credited = clicks.credits(clickIds);
        Map<String, ClickCharged> charges = clicks.charges(clickIds);
        Map<String, Aggregate<Budget>> budgetsOf = new TreeMap<>();
        charges.values().stream()
                .map(ClickCharged::getAdvertiserId)
                .sorted()
                .forEach(id -> budgetsOf.computeIfAbsent(id, budgets::load));
        List<PerClick> results = new ArrayList<>();
        Last last = before;
        for (String clickId : clickIds) {
            ClickCharged charge = charges.get(clickId);
            Credit credit = credited.get(clickId);
            if (charge == null) {
                results.add(new PerClick(clickId, Result.NOT_CHARGED, 0));
            } else if (credit != null) {
                results.add(again(clickId, credit, proposalId));
            } else {
                Aggregate<Budget> budget =
                        Objects.requireNonNull(budgetsOf.get(charge.getAdvertiserId()));
                boolean given = budget.invoke(b -> b.credit(charge, reason, proposalId, now));
                results.add(result(charge, given));
                if (given) {
                    clicks.credited(charge, proposalId);
                    last = last(budget);
                }
            }
        }
        return Credits.given(proposalId, results, last);
    }

    private static PerClick result(ClickCharged charge, boolean given) {
        return given
                ? new PerClick(charge.getClickId(), Result.CREDITED, charge.getChargedMicros())
                : new PerClick(charge.getClickId(), Result.BALANCE_TOO_LARGE, 0);
    }

    /** A proposal that is approved again gave what it gave. */
    private static PerClick again(String clickId, Credit credit, @Nullable String proposalId) {
        return proposalId != null && proposalId.equals(credit.proposalId())
                ? new PerClick(clickId, Result.CREDITED, credit.micros())
                : new PerClick(clickId, Result.ALREADY_CREDITED, 0);
    }

    private static Last last(Aggregate<?> aggregate) {
        return new Last(aggregate.identifierAsString(), aggregate.version());
    }
}
