package io.recount.command.groupcommit;

import io.recount.eventlog.RoundTrip;
import java.util.List;
import org.axonframework.commandhandling.CommandMessage;

/**
 * Reads at once what the handlers of a whole batch will ask for. Called in the batch's unit of
 * work, before its first handler; what it adds to the round trip is asked under the log's append
 * lock. What it finds belongs into the unit of work's resources, so that it is gone with it.
 */
@FunctionalInterface
public interface BatchPreparation {
    void prepare(List<? extends CommandMessage<?>> commands, RoundTrip trip);
}
