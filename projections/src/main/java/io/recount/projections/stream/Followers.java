package io.recount.projections.stream;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.async.SequentialPerAggregatePolicy;
import org.axonframework.eventhandling.deadletter.DeadLetteringEventHandlerInvoker;
import org.axonframework.eventhandling.deadletter.jdbc.DeadLetterSchema;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcSequencedDeadLetterQueue;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.EnqueueDecision;
import org.axonframework.messaging.deadletter.ThrowableCause;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Builds a {@link Follower} for each {@link Projection}: a tracking processor of one thread, its
 * token and its dead letters in {@code read_model}, every serializer named.
 */
@Component
public final class Followers {
    /** How long a dead instance keeps its projections from a new one. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(5);

    private static final long CLAIM_EVERY_MS = 1_000;

    /** Beyond this the processor waits: rather late than with events missing. */
    private static final int PARKED_SEQUENCES_MAX = 10_000;

    private static final int PARKED_PER_SEQUENCE_MAX = 1_000_000;
    private static final int CAUSE_LENGTH_MAX = 2_000;

    private final Map<String, Follower> followers = new TreeMap<>();
    private final EventStore log;
    private final Serializer general;
    private final Serializer events;
    private final ConnectionProvider connections;
    private final TransactionManager transactions;
    private final PlatformTransactionManager springTransactions;
    private final MeterRegistry meters;
    private final int batchSize;
    private final TokenStore tokens;

    Followers(
            List<Projection> projections,
            EventStore log,
            Serializer general,
            @Qualifier("eventSerializer") Serializer events,
            ConnectionProvider connections,
            TransactionManager transactions,
            PlatformTransactionManager springTransactions,
            MeterRegistry meters,
            @Value("${recount.projections.batch-size}") int batchSize) {
        this.log = log;
        this.general = general;
        this.events = events;
        this.connections = connections;
        this.transactions = transactions;
        this.springTransactions = springTransactions;
        this.meters = meters;
        this.batchSize = batchSize;
        this.tokens = tokens();
        projections.forEach(projection -> followers.put(projection.name(), follower(projection)));
    }

    public List<Follower> all() {
        return List.copyOf(followers.values());
    }

    public Optional<Follower> find(String name) {
        return Optional.ofNullable(followers.get(name));
    }

    private Follower follower(Projection projection) {
        String name = projection.name();
        AtomicLong handledEvents = new AtomicLong();
        FunctionCounter.builder("recount.projection.events", handledEvents, AtomicLong::get)
                .description("Events in committed batches")
                .tag("projection", name)
                .register(meters);
        DistributionSummary batches =
                DistributionSummary.builder("recount.projection.batch")
                        .description("Events in a committed batch")
                        .tag("projection", name)
                        .publishPercentiles(0.5, 0.99)
                        .register(meters);
        ProjectionHandler handler =
                new ProjectionHandler(
                        projection,
                        springTransactions,
                        count -> {
                            handledEvents.addAndGet(count);
                            batches.record(count);
                        });
        JdbcSequencedDeadLetterQueue<EventMessage<?>> queue = deadLetters(name);
        DeadLetteringEventHandlerInvoker invoker = invoker(handler, queue);
        return new Follower(
                projection,
                handler,
                processor(name, handler, invoker),
                invoker,
                queue,
                handledEvents);
    }

    private TrackingEventProcessor processor(
            String name, ProjectionHandler handler, DeadLetteringEventHandlerInvoker invoker) {
        TrackingEventProcessor processor =
                TrackingEventProcessor.builder()
                        .name(name)
                        .eventHandlerInvoker(invoker)
                        .messageSource(log)
                        .tokenStore(tokens)
                        .transactionManager(transactions)
                        .trackingEventProcessorConfiguration(
                                TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                        .andBatchSize(batchSize)
                                        .andInitialTrackingToken(
                                                StreamableMessageSource::createTailToken)
                                        .andTokenClaimInterval(
                                                CLAIM_EVERY_MS, TimeUnit.MILLISECONDS))
                        .build();
        processor.registerHandlerInterceptor(handler::arrive);
        return processor;
    }

    private DeadLetteringEventHandlerInvoker invoker(
            ProjectionHandler handler, JdbcSequencedDeadLetterQueue<EventMessage<?>> queue) {
        DeadLetteringEventHandlerInvoker.Builder builder =
                DeadLetteringEventHandlerInvoker.builder()
                        .queue(queue)
                        .transactionManager(transactions)
                        .enqueuePolicy((letter, cause) -> parkUnlessOutage(cause))
                        .allowReset(true)
                        .enableSequenceIdentifierCache();
        builder.eventHandlers(handler);
        builder.sequencingPolicy(SequentialPerAggregatePolicy.instance());
        return builder.build();
    }

    /** An outage is no fault of the event: it goes on up, and the whole batch is tried again. */
    private static EnqueueDecision<EventMessage<?>> parkUnlessOutage(Throwable cause) {
        if (Outage.is(cause)) {
            throw cause instanceof RuntimeException outage
                    ? outage
                    : new IllegalStateException(cause);
        }
        String message = String.valueOf(cause.getMessage()).replace('\0', ' ');
        return Decisions.enqueue(
                new ThrowableCause(
                        cause.getClass().getName(),
                        message.substring(0, Math.min(message.length(), CAUSE_LENGTH_MAX))));
    }

    private JdbcSequencedDeadLetterQueue<EventMessage<?>> deadLetters(String name) {
        return JdbcSequencedDeadLetterQueue.<EventMessage<?>>builder()
                .processingGroup(name)
                .connectionProvider(connections)
                .transactionManager(transactions)
                .schema(deadLetterSchema())
                .genericSerializer(general)
                .eventSerializer(events)
                .maxSequences(PARKED_SEQUENCES_MAX)
                .maxSequenceSize(PARKED_PER_SEQUENCE_MAX)
                .build();
    }

    private TokenStore tokens() {
        return JdbcTokenStore.builder()
                .connectionProvider(connections)
                .serializer(general)
                .schema(
                        TokenSchema.builder()
                                .setTokenTable("read_model.token_entry")
                                .setProcessorNameColumn("processor_name")
                                .setTokenTypeColumn("token_type")
                                .build())
                .contentType(byte[].class)
                .claimTimeout(CLAIM_TIMEOUT)
                .build();
    }

    private static DeadLetterSchema deadLetterSchema() {
        return DeadLetterSchema.builder()
                .deadLetterTable("read_model.dead_letter_entry")
                .deadLetterIdentifierColumn("dead_letter_id")
                .processingGroupColumn("processing_group")
                .sequenceIdentifierColumn("sequence_identifier")
                .sequenceIndexColumn("sequence_index")
                .messageTypeColumn("message_type")
                .eventIdentifierColumn("event_identifier")
                .timestampColumn("time_stamp")
                .payloadTypeColumn("payload_type")
                .payloadRevisionColumn("payload_revision")
                .metaDataColumn("meta_data")
                .aggregateTypeColumn("aggregate_type")
                .aggregateIdentifierColumn("aggregate_identifier")
                .sequenceNumberColumn("sequence_number")
                .tokenTypeColumn("token_type")
                .enqueuedAtColumn("enqueued_at")
                .lastTouchedColumn("last_touched")
                .processingStartedColumn("processing_started")
                .causeTypeColumn("cause_type")
                .causeMessageColumn("cause_message")
                .build();
    }
}
