package io.recount.query;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Starts query-api. It needs no table to be there: what cannot be read is answered with 503. */
@SpringBootApplication
@EnableConfigurationProperties(QueryProperties.class)
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Recount query-api",
                        version = "v1",
                        description =
                                "Money is an integer of micros, instants are RFC 3339 UTC."
                                        + " Every query takes minPosition."))
public class QueryApplication {
    public static void main(String[] args) {
        SpringApplication.run(QueryApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
