package io.recount.command.budget;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Pays in. */
public record DepositFunds(
        @TargetAggregateIdentifier String advertiserId,
        long amountMicros,
        String reference,
        Instant now) {
    /**
     * The balance after it.
     *
     * @param sequence of the event in the advertiser's stream
     */
    public record Deposited(String advertiserId, long balanceMicros, long sequence) {}
}
