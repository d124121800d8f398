package io.recount.command.credit;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.recount.event.CreditProposalDecided;
import io.recount.event.CreditProposed;
import io.recount.http.Problem;
import java.time.Instant;
import java.util.List;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Credits that wait for an operator's word. */
@Aggregate(type = "CreditProposal", cache = "aggregateCache", lockFactory = "laneLocks")
class CreditProposal {
    @AggregateIdentifier private @Nullable String proposalId;
    private @Nullable CreditProposed proposed;
    private @Nullable CreditProposalDecided decided;

    /** Axon fills it from its events. */
    CreditProposal() {}

    CreditProposal(GiveCredits command, List<String> clickIds, long amountMicros) {
        apply(
                new CreditProposed(
                        command.proposalId(),
                        clickIds,
                        amountMicros,
                        command.reason(),
                        command.now()));
    }

    /** Decides it; the same decision again changes nothing, another one is refused. */
    void decide(boolean approved, Instant now) {
        if (decided == null) {
            Instant first = proposed().getAt();
            apply(
                    new CreditProposalDecided(
                            proposalId, approved, now.isBefore(first) ? first : now));
        } else if (decided.getApproved() != approved) {
            throw Problem.conflict(
                    "WRONG_STATE",
                    "This proposal was " + (approved ? "rejected" : "approved") + " before");
        }
    }

    CreditProposed proposed() {
        if (proposed == null) {
            throw new IllegalStateException("Never proposed: " + proposalId);
        }
        return proposed;
    }

    @EventSourcingHandler
    void on(CreditProposed event) {
        proposalId = event.getProposalId();
        proposed = event;
    }

    @EventSourcingHandler
    void on(CreditProposalDecided event) {
        decided = event;
    }
}
