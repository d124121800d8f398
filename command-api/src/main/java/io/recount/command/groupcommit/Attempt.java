package io.recount.command.groupcommit;

import static org.axonframework.commandhandling.GenericCommandResultMessage.asCommandResultMessage;

import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import io.recount.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.DefaultInterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.jspecify.annotations.Nullable;

/**
 * One try at some commands: one unit of work in one transaction. A refusal is the result of its
 * command; anything else that is thrown takes all of it back. Aggregates that it loaded are then
 * gone from the cache, because Axon changes them in place.
 */
final class Attempt {
    private final List<Waiting> commands;
    private final BatchingUnitOfWork<CommandMessage<?>> unit;
    private final List<MessageHandlerInterceptor<? super CommandMessage<?>>> interceptors;
    private final GroupCommitProperties limits;
    private final long endNanos;
    private @Nullable Transaction transaction;
    private int next;
    private int handled;
    private boolean committing;
    private @Nullable Waiting culprit;
    private @Nullable Throwable failure;
    private long commitNanos;

    Attempt(
            List<Waiting> commands,
            List<MessageHandlerInterceptor<? super CommandMessage<?>>> interceptors,
            GroupCommitProperties limits) {
        this.commands = commands;
        this.interceptors = interceptors;
        this.limits = limits;
        this.endNanos = System.nanoTime() + limits.batchTime().toNanos();
        List<CommandMessage<?>> messages = new ArrayList<>(commands.size());
        for (Waiting waiting : commands) {
            waiting.result(null);
            messages.add(waiting.command());
        }
        this.unit = new BatchingUnitOfWork<>(messages);
    }

    void run(TransactionManager transactions, LogWriter log, List<BatchPreparation> preparations) {
        try {
            unit.start();
            unit.attachTransaction(() -> begin(transactions));
            RoundTrip trip = new RoundTrip();
            for (BatchPreparation preparation : preparations) {
                preparation.prepare(unit.getMessages(), trip);
            }
            log.lock(trip);
            ResultMessage<?> result =
                    unit.executeWithResult(
                            this::handleNext, RollbackConfigurationType.ANY_THROWABLE);
            if (unit.isRolledBack()) {
                failure = result.exceptionResult();
            } else {
                log.committed(unit);
            }
        } catch (RuntimeException e) {
            takeBack(e);
        } catch (Error e) {
            // Axon rolls nothing back on an Error, so aggregates may be half changed.
            takeBack(e);
            log.forget();
        }
    }

    private Transaction begin(TransactionManager transactions) {
        Transaction begun = transactions.startTransaction();
        transaction = begun;
        return new Transaction() {
            @Override
            public void commit() {
                committing = true;
                long start = System.nanoTime();
                begun.commit();
                commitNanos = System.nanoTime() - start;
            }

            @Override
            public void rollback() {
                begun.rollback();
            }
        };
    }

    /** Leaves neither a unit of work nor a transaction on this thread. */
    private void takeBack(Throwable cause) {
        failure = cause;
        try {
            if (unit.isActive()) {
                unit.rollback(cause);
            }
            if (transaction != null) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        } finally {
            while (CurrentUnitOfWork.isStarted()) {
                CurrentUnitOfWork.clear(CurrentUnitOfWork.get());
            }
        }
    }

    /**
     * Axon calls it once for each command, in order, and has made it the unit's current one. What
     * the batch has no time for is left without a result.
     */
    private @Nullable Object handleNext() throws Exception {
        int index = next++;
        Waiting waiting = commands.get(index);
        if (index > 0 && System.nanoTime() - endNanos > 0) {
            return null;
        }
        waiting.result(
                waiting.waitedNanos() > limits.waitMax().toNanos()
                        ? asCommandResultMessage(tooLate())
                        : handle(waiting));
        handled++;
        return waiting.result();
    }

    private CommandResultMessage<?> handle(Waiting waiting) throws Exception {
        int applied = AppliedEvents.in(unit);
        try {
            return asCommandResultMessage(
                    new DefaultInterceptorChain<>(unit, interceptors, waiting.handler()).proceed());
        } catch (Exception | Error e) {
            if (!Refusals.isRefusal(e) || AppliedEvents.in(unit) != applied) {
                culprit = waiting;
                throw e;
            }
            return asCommandResultMessage(e);
        }
    }

    private static Problem tooLate() {
        return Problem.unavailable(
                "BUSY",
                "This waited too long for its turn; nothing was done",
                Duration.ofSeconds(1));
    }

    /** Why nothing of it counts; null when it was committed. */
    @Nullable Throwable failure() {
        return failure;
    }

    /** The command whose handler threw, null when it was something else that failed. */
    @Nullable Waiting culprit() {
        return culprit;
    }

    /** What to look for where the commit was sent and no answer came; null otherwise. */
    @Nullable Appended doubtful() {
        return failure != null && committing ? LogWriter.lastOf(unit) : null;
    }

    int handled() {
        return handled;
    }

    long commitNanos() {
        return commitNanos;
    }
}
