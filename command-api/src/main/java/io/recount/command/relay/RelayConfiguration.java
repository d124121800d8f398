package io.recount.command.relay;

import java.time.Duration;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.serialization.Serializer;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

@org.springframework.context.annotation.Configuration
@EnableScheduling
class RelayConfiguration {
    private static final int BATCH = 500;

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
                        .registerTrackingEventProcessor(
                                Relay.NAME,
                                Configuration::eventStore,
                                configuration ->
                                        TrackingEventProcessorConfiguration
                                                .forSingleThreadedProcessing()
                                                .andBatchSize(BATCH)
                                                .andInitialTrackingToken(
                                                        source -> source.createTailToken()));
    }
}
