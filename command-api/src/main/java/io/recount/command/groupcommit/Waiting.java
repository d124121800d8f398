package io.recount.command.groupcommit;

import static org.axonframework.commandhandling.GenericCommandResultMessage.asCommandResultMessage;

import org.axonframework.commandhandling.CommandCallback;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.messaging.MessageHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command between its dispatch and its answer. Once it is queued only the lane touches it. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private final CommandMessage<?> command;
    private final MessageHandler<? super CommandMessage<?>> handler;
    private final CommandCallback<Object, Object> callback;
    private final long sinceNanos = System.nanoTime();
    private @Nullable CommandResultMessage<?> result;
    private boolean answered;

    Waiting(
            CommandMessage<?> command,
            MessageHandler<? super CommandMessage<?>> handler,
            CommandCallback<Object, Object> callback) {
        this.command = command;
        this.handler = handler;
        this.callback = callback;
    }

    CommandMessage<?> command() {
        return command;
    }

    MessageHandler<? super CommandMessage<?>> handler() {
        return handler;
    }

    long waitedNanos() {
        return System.nanoTime() - sinceNanos;
    }

    @Nullable CommandResultMessage<?> result() {
        return result;
    }

    boolean isAnswered() {
        return answered;
    }

    /** What its handler made of it: told only when the commit is known to stand. */
    void result(@Nullable CommandResultMessage<?> handled) {
        result = handled;
    }

    void answer() {
        CommandResultMessage<?> handled = result;
        if (handled == null) {
            throw new IllegalStateException("Not handled: " + command.getCommandName());
        }
        tell(handled);
    }

    void fail(Throwable cause) {
        tell(asCommandResultMessage(cause));
    }

    /** A caller's callback that throws must not take the lane with it. */
    @SuppressWarnings("unchecked") // The bus does not know the types that the caller knows.
    private void tell(CommandResultMessage<?> answer) {
        answered = true;
        try {
            callback.onResult(
                    (CommandMessage<Object>) command, (CommandResultMessage<Object>) answer);
        } catch (RuntimeException e) {
            LOG.warn("The callback of {} failed", command.getCommandName(), e);
        }
    }
}
