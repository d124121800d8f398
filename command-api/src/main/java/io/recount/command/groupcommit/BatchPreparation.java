package io.recount.command.groupcommit;

import java.util.List;
import org.axonframework.commandhandling.CommandMessage;

/**
 * Reads at once what the handlers of a whole batch will ask for. Called in the batch's unit of work
 * and transaction, under the log's append lock, before the first handler; what it finds belongs
 * into the unit of work's resources, so that it is gone with it.
 */
@FunctionalInterface
public interface BatchPreparation {
    void prepare(List<? extends CommandMessage<?>> commands);
}
