package io.recount.command.experiment;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import io.recount.event.PriceExperimentPlanned;
import io.recount.event.PriceExperimentStopped;
import io.recount.http.Problem;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One experiment. Its arms never change: whoever wants others plans another. */
@Aggregate(type = "PriceExperiment", cache = "aggregateCache", lockFactory = "laneLocks")
class PriceExperiment {
    @AggregateIdentifier private @Nullable String experimentId;
    private Instant planned = Instant.MIN;
    private @Nullable Instant endsAt;
    private boolean stopped;

    /** Axon fills it from its events. */
    PriceExperiment() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Written handle(PlanExperiment command) {
        ExperimentRules.check(command);
        apply(
                new PriceExperimentPlanned(
                        command.experimentId(),
                        command.name(),
                        command.layer(),
                        command.arms(),
                        command.startsAt(),
                        command.endsAt(),
                        command.now()));
        return new Written(command.experimentId(), command.now(), getVersion());
    }

    @CommandHandler
    Written handle(StopExperiment command) {
        Instant now = command.now().isBefore(planned) ? planned : command.now();
        if (stopped || (endsAt != null && !now.isBefore(endsAt))) {
            throw Problem.conflict("WRONG_STATE", "This experiment is over");
        }
        apply(new PriceExperimentStopped(experimentId, now));
        return new Written(command.experimentId(), now, getVersion());
    }

    @EventSourcingHandler
    void on(PriceExperimentPlanned event) {
        experimentId = event.getExperimentId();
        planned = event.getAt();
        endsAt = event.getEndsAt();
    }

    @EventSourcingHandler
    void on(PriceExperimentStopped event) {
        stopped = true;
    }
}
