package io.recount.command.budget;

import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Makes an advertiser with an empty balance. */
public record RegisterAdvertiser(
        @TargetAggregateIdentifier String advertiserId,
        String name,
        String currency,
        String timeZone,
        Instant now) {
    /**
     * The new advertiser.
     *
     * @param sequence of the event in the advertiser's stream
     */
    public record Registered(String advertiserId, long sequence) {}
}
