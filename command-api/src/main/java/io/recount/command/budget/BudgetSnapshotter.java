package io.recount.command.budget;

import io.recount.rules.BudgetState;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Keeps snapshots of budgets, on a thread of its own. The lane only says of which: what is kept is
 * made of what stands in the log, so a batch that is taken back never shows in it. Reading needs no
 * transaction, the one row is one statement, and neither takes the append lock.
 */
@Component
class BudgetSnapshotter implements Snapshotter, DisposableBean {
    private static final Logger LOG = LoggerFactory.getLogger(BudgetSnapshotter.class);

    /** One that finds no place is due again as many events later. */
    private static final int WAITING_MAX = 1_000;

    private final EventStore log;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    BudgetSnapshotter::daemon,
                    new ThreadPoolExecutor.DiscardPolicy()); // Only once it was stopped.

    BudgetSnapshotter(EventStore log) {
        this.log = log;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "budget-snapshots");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void scheduleSnapshot(Class<?> aggregateType, String advertiserId) {
        if (waiting.size() < WAITING_MAX && waiting.add(advertiserId)) {
            thread.execute(() -> snapshot(advertiserId));
        }
    }

    private void snapshot(String advertiserId) {
        try {
            keep(advertiserId, log.readEvents(advertiserId));
        } catch (RuntimeException e) {
            if (!thread.isShutdown()) {
                LOG.warn("No snapshot of {} was kept", advertiserId, e);
            }
        } finally {
            waiting.remove(advertiserId);
        }
    }

    private void keep(String advertiserId, DomainEventStream history) {
        BudgetState state = null;
        while (history.hasNext()) {
            SpecificRecord event = (SpecificRecord) history.next().getPayload();
            state = state == null ? BudgetState.beginning(event) : state.evolve(event);
        }
        if (state != null) {
            log.storeSnapshot(
                    new GenericDomainEventMessage<>(
                            Budget.TYPE,
                            advertiserId,
                            history.getLastSequenceNumber(),
                            state.snapshot()));
        }
    }

    /** What it was at is lost, which costs nothing but time. */
    @Override
    public void destroy() {
        thread.shutdownNow();
    }
}
