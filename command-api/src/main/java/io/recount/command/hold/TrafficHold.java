package io.recount.command.hold;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import io.recount.command.hold.PlaceTrafficHold.Placed;
import io.recount.event.TrafficHoldLifted;
import io.recount.event.TrafficHoldPlaced;
import io.recount.http.Problem;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** One hold: placed for a time, and lifted before its end or not. */
@Aggregate(type = "TrafficHold", cache = "aggregateCache", lockFactory = "laneLocks")
class TrafficHold {
    @AggregateIdentifier private @Nullable String holdId;
    private Instant until = Instant.MIN;
    private boolean lifted;

    /** Axon fills it from its events. */
    TrafficHold() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Placed handle(PlaceTrafficHold command) {
        apply(
                new TrafficHoldPlaced(
                        command.holdId(),
                        command.kind(),
                        command.value(),
                        command.until(),
                        command.reason(),
                        command.now()));
        return new Placed(command.holdId(), command.value(), command.until(), getVersion());
    }

    @CommandHandler
    long handle(LiftTrafficHold command) {
        if (lifted || !until.isAfter(command.now())) {
            throw Problem.notFound("NOT_FOUND", "No such hold is in force");
        }
        apply(new TrafficHoldLifted(holdId, command.now()));
        return getVersion();
    }

    @EventSourcingHandler
    void on(TrafficHoldPlaced event) {
        holdId = event.getHoldId();
        until = event.getUntil();
    }

    @EventSourcingHandler
    void on(TrafficHoldLifted event) {
        lifted = true;
    }
}
