package io.recount.projections;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the projections. Its settings are the environment variables named in application.yaml. */
@SpringBootApplication
@EnableScheduling
public class ProjectionsApplication {
    static {
        // Axon would otherwise ask its makers for news at every start.
        System.setProperty("axoniq.update-checker.disabled", "true");
    }

    public static void main(String[] args) {
        SpringApplication.run(ProjectionsApplication.class, args);
    }
}
