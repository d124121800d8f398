package io.recount.command.groupcommit;

import static org.axonframework.commandhandling.GenericCommandResultMessage.asCommandResultMessage;

import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.NoHandlerForCommandException;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.Registration;
import org.axonframework.messaging.MessageHandler;
import org.axonframework.messaging.MessageHandlerInterceptor;

/**
 * Axon's simple bus up to the handler: dispatch interceptors, monitors and subscriptions are its
 * own. The handler is not run on the caller's thread but queued for the lane, where the handler
 * interceptors run too. The caller does beforehand what can be done beforehand: reading an
 * aggregate that is not cached.
 */
final class GroupCommitBus extends SimpleCommandBus {
    private final ColdLoads coldLoads;
    private final GroupCommit groupCommit;
    private final Lane lane;

    GroupCommitBus(Builder builder, ColdLoads coldLoads, GroupCommit groupCommit, Lane lane) {
        super(builder);
        this.coldLoads = coldLoads;
        this.groupCommit = groupCommit;
        this.lane = lane;
    }

    /**
     * The lane stops before Axon takes the handlers away, so what finds none while it stops came
     * too late and is refused as such. Asked afterwards: before, it could still change.
     */
    @Override
    protected <C, R> void doDispatch(
            CommandMessage<C> command, CommandCallback<? super C, ? super R> callback) {
        super.<C, R>doDispatch(
                command,
                (sent, result) -> {
                    boolean late =
                            result.isExceptional()
                                    && result.exceptionResult()
                                            instanceof NoHandlerForCommandException
                                    && !lane.isAccepting();
                    callback.onResult(
                            sent, late ? asCommandResultMessage(Lane.stopping()) : result);
                });
    }

    @Override
    @SuppressWarnings("unchecked") // The lane hands on whatever the handler returned.
    protected <C, R> void handle(
            CommandMessage<C> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<? super C, ? super R> callback) {
        var waiting = new Waiting(command, handler, (CommandCallback<Object, Object>) callback);
        try {
            coldLoads.warm(command);
        } catch (RuntimeException e) {
            waiting.fail(e);
            return;
        }
        lane.offer(waiting);
    }

    @Override
    public Registration registerHandlerInterceptor(
            MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
        return groupCommit.register(interceptor);
    }
}
