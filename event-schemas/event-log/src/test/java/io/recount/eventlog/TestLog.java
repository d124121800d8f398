package io.recount.eventlog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.recount.audit.PublishedHead;
import io.recount.audit.Verdict;
import io.recount.event.Heartbeat;
import io.recount.ops.parts.LogRows;
import io.recount.ops.parts.RealParts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.BatchingEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.flywaydb.core.Flyway;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** One process's view of a log on real PostgreSQL: engine, head, store, and a hand inside. */
final class TestLog implements AutoCloseable {
    private static final int READ_BATCH = 7; // Small: reads of many batches are what is tested.
    private static final Instant AT = Instant.parse("2026-11-16T03:00:00Z");

    final Serializer general = new EventLogAutoConfiguration().serializer();
    final Serializer events = new AvroEventSerializer(general);
    final HikariDataSource dataSource;
    final DataSourceTransactionManager springTransactions;
    final SpringTransactionManager transactions;
    final TransactionTemplate inTransaction;
    final LogHead head;
    final EventStorageEngine engine;
    final JdbcClient jdbc;

    /** A new log, empty. */
    static TestLog fresh(AppendListener... listeners) {
        String url = RealParts.postgres().newDatabase();
        Flyway.configure()
                .dataSource(url, null, null)
                .schemas("event_log")
                .locations("classpath:db/event_log")
                .load()
                .migrate();
        return new TestLog(url, "SELECT 1", listeners);
    }

    /** Another process on a log that is there. */
    TestLog(String url, String connectionInitSql, AppendListener... listeners) {
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(url);
        pool.setMaximumPoolSize(12);
        pool.setConnectionInitSql(connectionInitSql);
        dataSource = new HikariDataSource(pool);
        springTransactions = new DataSourceTransactionManager(dataSource);
        transactions = new SpringTransactionManager(springTransactions);
        inTransaction = new TransactionTemplate(springTransactions);
        head = new LogHead(dataSource);
        jdbc = JdbcClient.create(dataSource);
        BatchingEventStorageEngine.Builder parts =
                new EventLogEngine.Parts()
                        .snapshotSerializer(events)
                        .eventSerializer(events)
                        .batchSize(READ_BATCH);
        engine =
                new EventLogEngine(parts, dataSource, head, transactions, () -> List.of(listeners));
    }

    String url() {
        return dataSource.getJdbcUrl();
    }

    DataSource unpooled() {
        return DataSourceBuilder.derivedFrom(dataSource).type(SimpleDriverDataSource.class).build();
    }

    /** A store whose readers are woken by notices alone: its next look is an hour away. */
    NotifiedEventStore storeThatDoesNotPoll() {
        return new NotifiedEventStore(
                EmbeddedEventStore.builder().storageEngine(engine).fetchDelay(3_600_000),
                unpooled());
    }

    static DomainEventMessage<Heartbeat> event(String aggregateId, long sequence) {
        return new GenericDomainEventMessage<>(
                "Budget", aggregateId, sequence, new Heartbeat(AT.plusMillis(sequence), sequence));
    }

    static List<DomainEventMessage<Heartbeat>> events(String aggregateId, long from, int count) {
        return LongStream.range(from, from + count).mapToObj(s -> event(aggregateId, s)).toList();
    }

    void append(EventMessage<?>... messages) {
        engine.appendEvents(List.of(messages));
    }

    void append(String aggregateId, int count) {
        long next = engine.lastSequenceNumberFor(aggregateId).map(last -> last + 1).orElse(0L);
        engine.appendEvents(events(aggregateId, next, count));
    }

    List<TrackedEventMessage<?>> readAfter(TrackingToken token) {
        return new ArrayList<>(engine.readEvents(token, false).toList());
    }

    static List<Long> positions(List<TrackedEventMessage<?>> messages) {
        return messages.stream().map(m -> m.trackingToken().position().orElseThrow()).toList();
    }

    static List<Long> oneTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Long::valueOf).toList();
    }

    /** Reads the rows as they stand and verifies them. */
    Verdict verify(List<PublishedHead> heads) {
        try (Connection connection = dataSource.getConnection()) {
            return LogRows.verify(connection, heads);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        dataSource.close();
    }
}
