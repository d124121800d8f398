package io.recount.command.credit;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Approves a proposal, which gives its credits, or rejects it. The same decision twice is one. */
record DecideProposal(
        @TargetAggregateIdentifier String proposalId, boolean approved, Instant now) {}
