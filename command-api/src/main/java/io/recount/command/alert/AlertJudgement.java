package io.recount.command.alert;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;
import static org.axonframework.modelling.command.AggregateLifecycle.getVersion;

import io.recount.command.alert.JudgeAlert.Judged;
import io.recount.event.AlertJudged;
import java.time.Instant;
import java.util.Objects;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** All that was said about one alert. It begins with the first verdict. */
@Aggregate(type = "AlertJudgement", cache = "aggregateCache", lockFactory = "laneLocks")
class AlertJudgement {
    @SuppressWarnings("UnusedVariable") // Axon reads it.
    @AggregateIdentifier
    private @Nullable String alertId;

    private @Nullable AlertJudged last;

    /** Axon fills it from its events. */
    AlertJudgement() {}

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Judged handle(JudgeAlert command) {
        AlertJudged before = last;
        if (before == null || !says(before, command)) {
            apply(
                    new AlertJudged(
                            command.alertId(),
                            command.verdict(),
                            command.note(),
                            notBefore(before, command.now())));
        }
        return new Judged(Objects.requireNonNull(last).getAt(), getVersion());
    }

    private static boolean says(AlertJudged before, JudgeAlert command) {
        return before.getVerdict() == command.verdict()
                && Objects.equals(before.getNote(), command.note());
    }

    private static Instant notBefore(@Nullable AlertJudged before, Instant now) {
        return before != null && now.isBefore(before.getAt()) ? before.getAt() : now;
    }

    @EventSourcingHandler
    void on(AlertJudged event) {
        alertId = event.getAlertId();
        last = event;
    }
}
