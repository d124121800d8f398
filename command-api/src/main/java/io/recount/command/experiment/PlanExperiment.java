package io.recount.command.experiment;

import io.recount.event.PriceArm;
import java.time.Instant;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Begins an experiment, now or later. */
record PlanExperiment(
        @TargetAggregateIdentifier String experimentId,
        String name,
        String layer,
        List<PriceArm> arms,
        Instant startsAt,
        @Nullable Instant endsAt,
        Instant now) {
    PlanExperiment {
        arms = List.copyOf(arms);
    }
}
