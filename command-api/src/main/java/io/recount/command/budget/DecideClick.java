package io.recount.command.budget;

import io.recount.event.BudgetLimit;
import io.recount.event.ClickOutcome;
import io.recount.rules.PricedClick;
import java.time.Instant;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Decides about a click, unless that was done before. */
public record DecideClick(
        @TargetAggregateIdentifier String advertiserId, PricedClick click, Instant now) {
    /**
     * What became of it.
     *
     * @param limit which limit failed, where the outcome is {@code UNBILLED_BUDGET}
     * @param firstOutcome of a {@code DUPLICATE}: what was decided when the click came first
     * @param sequence of the event in the advertiser's stream, null where nothing was logged
     * @param firstPosition of a {@code DUPLICATE}: where in the log the first decision stands
     */
    public record Decided(
            ClickOutcome outcome,
            long chargedMicros,
            long balanceMicros,
            @Nullable BudgetLimit limit,
            @Nullable ClickOutcome firstOutcome,
            @Nullable Long firstChargedMicros,
            @Nullable Long sequence,
            @Nullable Long firstPosition) {
        Decided(
                ClickOutcome outcome,
                long chargedMicros,
                long balanceMicros,
                @Nullable BudgetLimit limit,
                @Nullable ClickOutcome firstOutcome,
                @Nullable Long firstChargedMicros,
                @Nullable Long sequence) {
            this(
                    outcome,
                    chargedMicros,
                    balanceMicros,
                    limit,
                    firstOutcome,
                    firstChargedMicros,
                    sequence,
                    null);
        }
    }
}
