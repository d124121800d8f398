package io.recount.eventlog;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventhandling.EventBusSpanFactory;
import org.axonframework.eventsourcing.eventstore.BatchingEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.json.JacksonSerializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * Axon on this log. Everything is named here, also what Axon would configure by itself: its own
 * conditions look for Spring Boot 3's class names, so under Boot 4 they would quietly leave events
 * without a transaction.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration"
        },
        beforeName = {
            "org.axonframework.springboot.autoconfig.JpaAutoConfiguration",
            "org.axonframework.springboot.autoconfig.JpaEventStoreAutoConfiguration",
            "org.axonframework.springboot.autoconfig.JdbcAutoConfiguration",
            "org.axonframework.springboot.autoconfig.TransactionAutoConfiguration",
            "org.axonframework.springboot.autoconfig.NoOpTransactionAutoConfiguration",
            "org.axonframework.springboot.autoconfig.AxonAutoConfiguration"
        })
class EventLogAutoConfiguration {
    /** Readers are woken by each append; this is for the time without notices. */
    private static final long POLL_MS = 1_000;

    private static final int READ_BATCH = 500;

    @Bean
    @Primary
    Serializer serializer() {
        return JacksonSerializer.builder()
                .objectMapper(
                        JsonMapper.builder()
                                .addModule(new JavaTimeModule())
                                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                                .build())
                .build();
    }

    @Bean
    @Qualifier("messageSerializer")
    Serializer messageSerializer(Serializer serializer) {
        return serializer;
    }

    @Bean
    @Qualifier("eventSerializer")
    Serializer eventSerializer(Serializer serializer) {
        return new AvroEventSerializer(serializer);
    }

    @Bean
    ConnectionProvider connectionProvider(DataSource dataSource) {
        return new UnitOfWorkAwareConnectionProviderWrapper(
                new SpringDataSourceConnectionProvider(dataSource));
    }

    @Bean
    TransactionManager axonTransactionManager(PlatformTransactionManager transactions) {
        return new SpringTransactionManager(transactions);
    }

    @Bean
    PersistenceExceptionResolver persistenceExceptionResolver() {
        return new DuplicateKeys();
    }

    @Bean
    LogHead logHead(DataSource dataSource) {
        return new LogHead(dataSource);
    }

    @Bean
    EventStorageEngine eventStorageEngine(
            @Qualifier("eventSerializer") Serializer eventSerializer,
            DataSource dataSource,
            LogHead head,
            TransactionManager transactions,
            ObjectProvider<EventUpcaster> upcasters,
            ObjectProvider<SnapshotFilter> filters,
            ObjectProvider<AppendListener> listeners) {
        BatchingEventStorageEngine.Builder parts =
                new EventLogEngine.Parts()
                        .snapshotSerializer(eventSerializer)
                        .snapshotFilter(
                                filters.stream()
                                        .reduce(SnapshotFilter.allowAll(), SnapshotFilter::combine))
                        .eventSerializer(eventSerializer)
                        .upcasterChain(new EventUpcasterChain(upcasters.orderedStream().toList()))
                        .batchSize(READ_BATCH);
        // Asked for late: a listener may need what needs this engine.
        SingletonSupplier<List<AppendListener>> all =
                SingletonSupplier.of(() -> listeners.orderedStream().toList());
        return new EventLogEngine(parts, dataSource, head, transactions, all::obtain);
    }

    @Bean(destroyMethod = "shutDown")
    EventStore eventStore(
            EventStorageEngine engine, Configuration configuration, DataSource dataSource) {
        return new NotifiedEventStore(
                EmbeddedEventStore.builder()
                        .storageEngine(engine)
                        .fetchDelay(POLL_MS)
                        .timeUnit(TimeUnit.MILLISECONDS)
                        .messageMonitor(
                                configuration.messageMonitor(EventStore.class, "eventStore"))
                        .spanFactory(configuration.getComponent(EventBusSpanFactory.class)),
                DataSourceBuilder.derivedFrom(dataSource)
                        .type(SimpleDriverDataSource.class)
                        .build());
    }
}
