package io.recount.projections.stream;

import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.UnknownSerializedType;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A projection as Axon's event handler.
 *
 * <p>Events of a batch are folded in memory and written once, when the batch's unit of work
 * prepares its commit: SQL per event handled a tenth of what this does. An event that does not
 * decode, or that the fold refuses, throws here and is parked by the invoker around this handler.
 *
 * <p>What the database refuses shows only when the whole batch is written, and names no event. Then
 * the batch fails, and is handled again {@linkplain #carefully carefully}: each event is written by
 * itself under a savepoint, so that the culprit throws in its own name.
 *
 * <p>During a replay as a whole, one fold lives across batches and is written at its end.
 */
public final class ProjectionHandler implements EventMessageHandler {
    private static final String BATCH = "io.recount.batch";

    private final Projection projection;
    private final TransactionTemplate savepoint;
    private final Consumer<Integer> handled;

    private volatile boolean carefully;
    private volatile @Nullable WholeReplay wholeReplay;

    /**
     * @param handled is told the number of events of each batch that was committed
     */
    ProjectionHandler(
            Projection projection,
            PlatformTransactionManager transactions,
            Consumer<Integer> handled) {
        this.projection = projection;
        this.savepoint = new TransactionTemplate(transactions);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.handled = handled;
    }

    private record WholeReplay(Fold fold, long target) {}

    /** From here on nothing is written before the event at {@code target} was seen. */
    void startWholeReplay(long target) {
        wholeReplay = new WholeReplay(projection.newWholeFold(), target);
    }

    boolean isInWholeReplay() {
        return wholeReplay != null;
    }

    /** Sees every event before it is handled, also those that are parked right away. */
    @Nullable Object arrive(
            UnitOfWork<? extends EventMessage<?>> unitOfWork, InterceptorChain chain)
            throws Exception {
        EventMessage<?> event = unitOfWork.getMessage();
        Batch batch = batchOf(unitOfWork.root());
        batch.arrived(positionOf(event));
        return chain.proceed();
    }

    private Batch batchOf(UnitOfWork<?> root) {
        return root.getOrComputeResource(
                BATCH,
                key -> {
                    Batch batch = new Batch();
                    root.onPrepareCommit(unit -> write(batch));
                    root.afterCommit(unit -> committed(batch));
                    return batch;
                });
    }

    @Override
    public @Nullable Object handle(EventMessage<?> message) {
        Class<?> type = message.getPayloadType();
        if (!concerns(type)) {
            return null;
        }
        UnitOfWork<?> root = CurrentUnitOfWork.get().root();
        Batch batch = batchOf(root);
        boolean batched = root instanceof BatchingUnitOfWork;
        LoggedEvent event = decode(message, type);
        WholeReplay replay = wholeReplay;
        if (replay != null) {
            replay.fold().add(event);
        } else if (carefully || !batched) {
            savepoint.executeWithoutResult(status -> writeAlone(event));
        } else {
            batch.foldOr(projection::newFold).add(event);
        }
        return null;
    }

    private boolean concerns(Class<?> type) {
        return projection.eventTypes().contains(type)
                // Of a newer release, or no event at all: whether it matters is not for us to say.
                || type == UnknownSerializedType.class;
    }

    private static LoggedEvent decode(EventMessage<?> message, Class<?> type) {
        Object content = message.getPayload();
        if (!(content instanceof SpecificRecord event) || !type.isInstance(content)) {
            throw new IllegalArgumentException(
                    "Event %s says it is %s but holds %s"
                            .formatted(
                                    message.getIdentifier(),
                                    type.getName(),
                                    content == null ? "nothing" : content.getClass().getName()));
        }
        long sequence =
                message instanceof DomainEventMessage<?> domain ? domain.getSequenceNumber() : 0;
        return new LoggedEvent(message.getIdentifier(), positionOf(message), sequence, event);
    }

    /** A parked event keeps its token, so it has its position also when it is tried again. */
    private static long positionOf(EventMessage<?> event) {
        return ((TrackedEventMessage<?>) event).trackingToken().position().orElseThrow();
    }

    private void writeAlone(LoggedEvent event) {
        Fold fold = projection.newFold();
        fold.add(event);
        fold.write();
    }

    private void write(Batch batch) {
        WholeReplay replay = wholeReplay;
        if (replay != null) {
            if (batch.position() >= replay.target()) {
                replay.fold().write();
            }
            return;
        }
        Fold fold = batch.fold();
        if (fold != null) {
            try {
                fold.write();
            } catch (RuntimeException e) {
                carefully = !Outage.is(e);
                throw e;
            }
        }
    }

    private void committed(Batch batch) {
        WholeReplay replay = wholeReplay;
        if (replay != null && batch.position() >= replay.target()) {
            wholeReplay = null;
        }
        carefully = false;
        handled.accept(batch.events());
    }

    @Override
    public boolean canHandle(EventMessage<?> message) {
        return true;
    }

    @Override
    public boolean supportsReset() {
        return true;
    }

    @Override
    public void prepareReset() {
        projection.prepareReplay();
    }

    @Override
    public <R> void prepareReset(@Nullable R resetContext) {
        prepareReset();
    }

    @Override
    public Class<?> getTargetType() {
        return projection.getClass();
    }
}
