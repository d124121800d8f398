package io.recount.command.budget;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Pays back what is left. */
public record RefundFunds(
        @TargetAggregateIdentifier String advertiserId,
        long amountMicros,
        String reference,
        Instant now) {
    /**
     * The balance after it.
     *
     * @param sequence of the event in the advertiser's stream
     */
    public record Refunded(String advertiserId, long balanceMicros, long sequence) {}
}
