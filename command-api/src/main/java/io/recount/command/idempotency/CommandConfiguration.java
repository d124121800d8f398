package io.recount.command.idempotency;

import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.MessageOriginProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class CommandConfiguration {
    /** Of a command, these go on into its events. */
    @Bean
    CorrelationDataProvider actor() {
        return new SimpleCorrelationDataProvider(Actor.KEY_ID, Actor.ROLE, Actor.NETWORK);
    }

    /** What caused an event, and what began it all: {@code correlationId}, {@code traceId}. */
    @Bean
    CorrelationDataProvider cause() {
        return new MessageOriginProvider();
    }
}
