package io.recount.command.groupcommit;

import io.recount.http.Problem;
import org.axonframework.modelling.command.AggregateNotFoundException;

/** Tells a refusal, which is a result like any other, from what nobody expected. */
final class Refusals {
    private Refusals() {}

    static boolean isRefusal(Throwable thrown) {
        return thrown instanceof Problem || thrown instanceof AggregateNotFoundException;
    }
}
