package io.recount.ops.bench;

import io.recount.command.groupcommit.WriterLock;
import io.recount.eventlog.AppendListener;
import io.recount.eventlog.Appended;
import io.recount.eventlog.RoundTrip;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;

/** Axon's own JDBC engine in the place of this project's, as the latter's yardstick. */
@Configuration
class StockLog {
    private static final String TABLE = "stock.events";

    private final AtomicLong position = new AtomicLong();

    static void create(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE SCHEMA stock;
                    CREATE TABLE stock.events (
                        global_index         bigserial PRIMARY KEY,
                        event_identifier     text   NOT NULL UNIQUE,
                        aggregate_identifier text   NOT NULL,
                        sequence_number      bigint NOT NULL,
                        type                 text,
                        time_stamp           text   NOT NULL,
                        payload_type         text   NOT NULL,
                        payload_revision     text,
                        payload              bytea  NOT NULL,
                        meta_data            bytea,
                        UNIQUE (aggregate_identifier, sequence_number))""");
        }
    }

    @Bean
    @Primary
    JdbcEventStorageEngine stockEngine(
            Serializer serializer,
            @Qualifier("eventSerializer") Serializer eventSerializer,
            PersistenceExceptionResolver resolver,
            DataSource dataSource,
            TransactionManager transactions,
            ObjectProvider<AppendListener> listeners) {
        ConnectionProvider connections =
                new UnitOfWorkAwareConnectionProviderWrapper(
                        new SpringDataSourceConnectionProvider(dataSource));
        var builder =
                JdbcEventStorageEngine.builder()
                        .snapshotSerializer(serializer)
                        .eventSerializer(eventSerializer)
                        .persistenceExceptionResolver(resolver)
                        .connectionProvider(connections)
                        .transactionManager(transactions)
                        .schema(
                                EventSchema.builder()
                                        .eventTable(TABLE)
                                        .snapshotTable("event_log.snapshots")
                                        .globalIndexColumn("global_index")
                                        .eventIdentifierColumn("event_identifier")
                                        .aggregateIdentifierColumn("aggregate_identifier")
                                        .sequenceNumberColumn("sequence_number")
                                        .typeColumn("type")
                                        .timestampColumn("time_stamp")
                                        .payloadTypeColumn("payload_type")
                                        .payloadRevisionColumn("payload_revision")
                                        .payloadColumn("payload")
                                        .metaDataColumn("meta_data")
                                        .build())
                        .dataType(byte[].class);
        return new Engine(builder, new JdbcTemplate(dataSource), listeners);
    }

    /** Nobody is kept out: what others appended shows as a lost race. */
    @Bean
    @Primary
    WriterLock noLock(JdbcTemplate sql) {
        return new WriterLock() {
            @Override
            public long take(RoundTrip questions) {
                questions.run(sql);
                return position.get();
            }

            @Override
            public Set<String> changedSince(long before) {
                return Set.of();
            }

            @Override
            public boolean stands(long at, String eventIdentifier) {
                return false;
            }
        };
    }

    private final class Engine extends JdbcEventStorageEngine {
        private final JdbcTemplate sql;
        private final ObjectProvider<AppendListener> listeners;

        Engine(Builder builder, JdbcTemplate sql, ObjectProvider<AppendListener> listeners) {
            super(builder);
            this.sql = sql;
            this.listeners = listeners;
        }

        @Override
        protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
            super.appendEvents(events, serializer);
            List<Appended> appended = new ArrayList<>(events.size());
            for (EventMessage<?> event : events) {
                appended.add(
                        new Appended(position.incrementAndGet(), (DomainEventMessage<?>) event));
            }
            RoundTrip trip = new RoundTrip();
            listeners.forEach(listener -> listener.appended(appended, trip));
            trip.run(sql);
        }
    }
}
