package io.recount.eventlog;

import java.time.Duration;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;

/** Axon's own engine on a table of its own, to compare with. */
final class StockLog {
    static final String TABLE = "public.stock_events";

    private StockLog() {}

    /**
     * @param gapTimeout how long it waits for a missing number; 60 s unless told otherwise
     */
    static JdbcEventStorageEngine engine(TestLog log, Duration gapTimeout) {
        return JdbcEventStorageEngine.builder()
                .snapshotSerializer(log.general)
                .eventSerializer(log.events)
                .connectionProvider(
                        new UnitOfWorkAwareConnectionProviderWrapper(
                                new SpringDataSourceConnectionProvider(log.dataSource)))
                .transactionManager(log.transactions)
                .persistenceExceptionResolver(new DuplicateKeys())
                .schema(EventSchema.builder().eventTable(TABLE).build())
                .dataType(byte[].class)
                .gapTimeout(Math.toIntExact(gapTimeout.toMillis()))
                .build();
    }

    static void create(TestLog log) {
        log.jdbc
                .sql(
                        """
                        CREATE TABLE public.stock_events (
                            globalIndex bigserial PRIMARY KEY,
                            aggregateIdentifier text NOT NULL, sequenceNumber bigint NOT NULL,
                            type text, eventIdentifier text NOT NULL UNIQUE, metaData bytea,
                            payload bytea NOT NULL, payloadRevision text, payloadType text NOT NULL,
                            timeStamp text NOT NULL, UNIQUE (aggregateIdentifier, sequenceNumber))""")
                .update();
    }
}
