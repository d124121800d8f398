package io.recount.command.relay;

import java.time.Duration;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.TrackingEventProcessor;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.axonframework.serialization.Serializer;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

@org.springframework.context.annotation.Configuration
@EnableScheduling
class RelayConfiguration {
    private static final int BATCH = 500;

    /** After a failure the next attempt is made within this time. */
    private static final Duration RETRY_WITHIN = Duration.ofSeconds(4);

    /** After this long without a sign of life another instance takes the relay over. */
    private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(5);

    @Bean
    TokenStore tokenStore(ConnectionProvider connections, Serializer serializer) {
        return JdbcTokenStore.builder()
                .connectionProvider(connections)
                .serializer(serializer)
                .schema(
                        TokenSchema.builder()
                                .setTokenTable("command.token_entry")
                                .setProcessorNameColumn("processor_name")
                                .setTokenTypeColumn("token_type")
                                .build())
                .claimTimeout(CLAIM_TIMEOUT)
                .contentType(byte[].class)
                .build();
    }

    @Bean
    ConfigurerModule relayProcessor() {
        return configurer ->
                configurer
                        .eventProcessing()
                        .registerEventProcessor(
                                Relay.NAME,
                                (name, configuration, handlers) ->
                                        new PromptProcessor(
                                                relay(configuration)
                                                        .name(name)
                                                        .eventHandlerInvoker(handlers)));
    }

    private static TrackingEventProcessor.Builder relay(Configuration configuration) {
        return TrackingEventProcessor.builder()
                .rollbackConfiguration(RollbackConfigurationType.ANY_THROWABLE)
                .errorHandler(PropagatingErrorHandler.instance())
                .messageMonitor(
                        configuration.messageMonitor(TrackingEventProcessor.class, Relay.NAME))
                .messageSource(configuration.eventStore())
                .tokenStore(configuration.getComponent(TokenStore.class))
                .transactionManager(configuration.getComponent(TransactionManager.class))
                .trackingEventProcessorConfiguration(
                        TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                .andBatchSize(BATCH)
                                .andInitialTrackingToken(source -> source.createTailToken()));
    }

    /** Axon would double its wait up to a minute, long after the broker is back. */
    private static final class PromptProcessor extends TrackingEventProcessor {
        PromptProcessor(Builder builder) {
            super(builder);
        }

        @Override
        protected void doSleepFor(long millisToSleep) {
            super.doSleepFor(Math.min(millisToSleep, RETRY_WITHIN.toMillis()));
        }
    }
}
