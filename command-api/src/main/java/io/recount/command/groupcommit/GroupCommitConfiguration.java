package io.recount.command.groupcommit;

import io.micrometer.core.instrument.MeterRegistry;
import io.recount.eventlog.LogHead;
import java.util.List;
import java.util.Map;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolver;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.lock.LockFactory;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.Repository;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the bus in the place of Axon's own, which steps back where there is one. */
@Configuration
class GroupCommitConfiguration {
    @Bean
    WriterLock writerLock(LogHead head) {
        return WriterLock.of(head);
    }

    @Bean
    LogWriter logWriter(WriterLock lock, AggregateCache cache, EventStorageEngine log) {
        return new LogWriter(lock, cache, new CatchUp(log, cache));
    }

    @Bean
    GroupCommitMeters groupCommitMeters(MeterRegistry registry) {
        return new GroupCommitMeters(registry);
    }

    @Bean
    GroupCommit groupCommit(
            TransactionManager transactions,
            LogWriter log,
            List<BatchPreparation> preparations,
            GroupCommitProperties limits,
            GroupCommitMeters meters) {
        return new GroupCommit(transactions, log, preparations, limits, meters);
    }

    @Bean
    Lane groupCommitLane(
            GroupCommit groupCommit, GroupCommitProperties limits, GroupCommitMeters meters) {
        return new Lane(groupCommit, limits, meters);
    }

    @Bean
    ColdLoads coldLoads(
            AggregateCache cache,
            @Qualifier("budgetRepository") ObjectProvider<Repository<?>> budgets,
            @Qualifier("campaignRepository") ObjectProvider<Repository<?>> campaigns) {
        return new ColdLoads(
                cache,
                Map.of("advertiserId", budgets::getObject, "campaignId", campaigns::getObject));
    }

    @Bean
    @Qualifier("localSegment")
    CommandBus commandBus(
            org.axonframework.config.Configuration axon,
            DuplicateCommandHandlerResolver duplicates,
            ColdLoads coldLoads,
            GroupCommit groupCommit,
            Lane lane) {
        var bus =
                new GroupCommitBus(
                        SimpleCommandBus.builder()
                                .duplicateCommandHandlerResolver(duplicates)
                                .messageMonitor(
                                        axon.messageMonitor(CommandBus.class, "commandBus")),
                        coldLoads,
                        groupCommit,
                        lane);
        bus.registerHandlerInterceptor(
                new CorrelationDataInterceptor<>(axon.correlationDataProviders()));
        return bus;
    }

    /** One lane writes, so nobody contends for an aggregate. */
    @Bean("laneLocks")
    LockFactory laneLocks() {
        return NullLockFactory.INSTANCE;
    }

    @Bean
    ConfigurerModule appliedEvents() {
        return configurer ->
                configurer.configureMessageMonitor(EventStore.class, axon -> new AppliedEvents());
    }
}
