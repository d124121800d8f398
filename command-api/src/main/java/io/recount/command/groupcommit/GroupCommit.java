package io.recount.command.groupcommit;

import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import io.recount.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.common.Registration;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;

/**
 * Runs batches and answers each of their commands exactly once, when its fate is known.
 *
 * <ul>
 *   <li>Committed: each command gets its own result.
 *   <li>A lost race or a database that went away before the commit: nothing happened; the same
 *       batch again, on aggregates read anew.
 *   <li>A connection lost during the commit: the log is asked behind its lock, which a doubtful
 *       transaction would still hold. If the last event stands, the results that were computed are
 *       true; if not, nothing happened.
 *   <li>Anything else: somebody's fault. Who threw is run alone, the others without it; where
 *       nobody is to blame by name, halves are run until the one is found. So it fails alone.
 * </ul>
 */
final class GroupCommit {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** After so many divisions of one batch the rest is run one by one. */
    private static final int DIVISIONS_MAX = 10;

    /** A lost race is rare under the lock; so many in a row are no race. */
    private static final int RACES_MAX = 5;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final TransactionManager transactions;
    private final LogWriter log;
    private final List<BatchPreparation> preparations;
    private final GroupCommitProperties limits;
    private final GroupCommitMeters meters;
    private final List<MessageHandlerInterceptor<? super CommandMessage<?>>> interceptors =
            new CopyOnWriteArrayList<>();

    GroupCommit(
            TransactionManager transactions,
            LogWriter log,
            List<BatchPreparation> preparations,
            GroupCommitProperties limits,
            GroupCommitMeters meters) {
        this.transactions = transactions;
        this.log = log;
        this.preparations = List.copyOf(preparations);
        this.limits = limits;
        this.meters = meters;
    }

    Registration register(MessageHandlerInterceptor<? super CommandMessage<?>> interceptor) {
        interceptors.add(interceptor);
        return () -> interceptors.remove(interceptor);
    }

    /**
     * Takes the log's lock once and lets it go. Else the first command would wait for connections
     * and classes, on a busy machine for longer than a command may.
     */
    void warmUp() {
        try {
            transactions.executeInTransaction(() -> log.lock(new RoundTrip()));
        } catch (RuntimeException e) {
            LOG.warn("The log cannot be reached yet: {}", e.toString());
        }
    }

    /** Runs them and answers them all, whatever happens. */
    void run(List<Waiting> batch) {
        try {
            run(batch, 0);
        } catch (RuntimeException | Error e) {
            if (!Refusals.isRefusal(e)) {
                LOG.error("A batch of {} failed", batch.size(), e);
            }
            batch.stream().filter(waiting -> !waiting.isAnswered()).forEach(w -> w.fail(e));
        }
    }

    private void run(List<Waiting> batch, int divisions) {
        List<Waiting> left = batch;
        var patience = new Patience(limits.retryFor());
        int races = 0;
        while (!left.isEmpty()) {
            Attempt attempt = attempt(left);
            Throwable failure = attempt.failure();
            if (failure == null || stood(attempt, left)) {
                left = answer(left);
            } else if (isRace(failure) && ++races < RACES_MAX) {
                LOG.debug("Lost a race, once more on fresh aggregates", failure);
            } else if (Outages.isOutage(failure)) {
                if (!patience.again()) {
                    fail(left, failure);
                    return;
                }
            } else {
                divide(left, attempt.culprit(), failure, divisions);
                return;
            }
        }
    }

    private Attempt attempt(List<Waiting> commands) {
        var attempt = new Attempt(commands, interceptors, limits);
        attempt.run(transactions, log, preparations);
        meters.attempted(attempt);
        return attempt;
    }

    /** Answers what has a result; returns what the batch had no time for. */
    private static List<Waiting> answer(List<Waiting> batch) {
        List<Waiting> left = new ArrayList<>();
        for (Waiting waiting : batch) {
            if (waiting.result() != null) {
                waiting.answer();
            } else {
                left.add(waiting);
            }
        }
        return left;
    }

    private void divide(
            List<Waiting> batch, @Nullable Waiting culprit, Throwable failure, int divisions) {
        if (batch.size() == 1) {
            fail(batch, failure);
        } else if (divisions >= DIVISIONS_MAX) {
            batch.forEach(waiting -> run(List.of(waiting), divisions));
        } else if (culprit != null) {
            run(batch.stream().filter(waiting -> waiting != culprit).toList(), divisions + 1);
            run(List.of(culprit), divisions + 1);
        } else {
            int half = batch.size() / 2;
            run(batch.subList(0, half), divisions + 1);
            run(batch.subList(half, batch.size()), divisions + 1);
        }
    }

    private static void fail(List<Waiting> batch, Throwable failure) {
        if (!Refusals.isRefusal(failure)) {
            LOG.warn("{} commands failed: {}", batch.size(), failure.toString());
        }
        batch.forEach(waiting -> waiting.fail(failure));
    }

    private static boolean isRace(Throwable failure) {
        return failure instanceof ConcurrencyException || failure instanceof DuplicateKeyException;
    }

    /** Whether a batch whose commit gave no answer is in the log after all. */
    private boolean stood(Attempt attempt, List<Waiting> batch) {
        Appended doubtful = attempt.doubtful();
        if (doubtful == null) {
            return false;
        }
        LOG.warn(
                "The commit up to position {} gave no answer, looking it up",
                doubtful.position(),
                attempt.failure());
        var patience = new Patience(limits.lookUpFor());
        while (true) {
            try {
                boolean stands = transactions.fetchInTransaction(() -> log.stands(doubtful));
                meters.lookedUp(stands);
                return stands;
            } catch (RuntimeException e) {
                if (!Outages.isOutage(e) || !patience.again()) {
                    throw unknown(batch.size());
                }
            }
        }
    }

    private static Problem unknown(int commands) {
        LOG.error("It stays unknown whether {} commands were committed", commands);
        return Problem.unavailable(
                "OUTCOME_UNKNOWN",
                "It is not known yet whether this was done; ask again, it is done once",
                RETRY_AFTER);
    }
}
