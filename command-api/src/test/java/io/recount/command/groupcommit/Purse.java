package io.recount.command.groupcommit;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.recount.http.Problem;
import java.util.concurrent.CountDownLatch;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** An aggregate small enough to see through: a sum that is never spent below zero. */
final class Purse {
    record Open(@TargetAggregateIdentifier String id) {}

    record PayIn(@TargetAggregateIdentifier String id, int amount) {}

    record Spend(@TargetAggregateIdentifier String id, int amount) {}

    /** Applies, and only then refuses: a mistake that must not be half done. */
    record SpendThenRefuse(@TargetAggregateIdentifier String id) {}

    record Explode(@TargetAggregateIdentifier String id) {}

    record WaitFor(@TargetAggregateIdentifier String id, CountDownLatch begun, CountDownLatch go) {}

    record Opened(String id) {}

    record Changed(String id, int by) {}

    @AggregateIdentifier private String id;
    private int sum;

    Purse() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    int handle(Open command) {
        apply(new Opened(command.id()));
        return 0;
    }

    @CommandHandler
    int handle(PayIn command) {
        apply(new Changed(id, command.amount()));
        return sum;
    }

    @CommandHandler
    int handle(Spend command) {
        if (command.amount() > sum) {
            throw Problem.unprocessable("TOO_LITTLE", "There are only " + sum);
        }
        apply(new Changed(id, -command.amount()));
        return sum;
    }

    @CommandHandler
    void handle(SpendThenRefuse command) {
        apply(new Changed(id, -1));
        throw Problem.unprocessable("TOO_LATE", "Something was applied already");
    }

    @CommandHandler
    void handle(Explode command) {
        apply(new Changed(id, -1));
        throw new IllegalStateException("A bug");
    }

    @CommandHandler
    int handle(WaitFor command) throws InterruptedException {
        command.begun().countDown();
        command.go().await();
        return sum;
    }

    @EventSourcingHandler
    void on(Opened event) {
        id = event.id();
    }

    @EventSourcingHandler
    void on(Changed event) {
        sum += event.by();
    }
}
