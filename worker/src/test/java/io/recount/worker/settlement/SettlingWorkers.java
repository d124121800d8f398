package io.recount.worker.settlement;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.recount.worker.MigratedDatabase;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.bind.annotation.RestController;

/**
 * Workers that do nothing but settle by their schedule, with the settings of the service, all on
 * one database and one clock.
 */
final class SettlingWorkers implements AutoCloseable {
    private static final int CONNECTIONS = 6;

    private final List<ConfigurableApplicationContext> workers = new ArrayList<>();

    /** Not a configuration, so that the whole worker's own scan does not find it. */
    @ComponentScan(
            basePackages = {"io.recount.worker.schedule", "io.recount.worker.settlement"},
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.ANNOTATION,
                            classes = RestController.class))
    static class Scan {}

    private final MigratedDatabase database;
    private final Clock clock;

    SettlingWorkers(MigratedDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            workers.add(
                    new SpringApplicationBuilder(Scan.class)
                            .web(WebApplicationType.NONE)
                            .initializers(context -> addParts((GenericApplicationContext) context))
                            .run("--recount.jobs.look-every=100ms"));
        }
    }

    private void addParts(GenericApplicationContext context) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database.dataSource());
        config.setMaximumPoolSize(CONNECTIONS);
        HikariDataSource pool = new HikariDataSource(config);
        context.registerBean(DataSource.class, () -> pool);
        context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(pool));
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(pool));
        context.registerBean(
                PlatformTransactionManager.class, () -> new JdbcTransactionManager(pool));
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
    }

    @Override
    public void close() {
        workers.forEach(ConfigurableApplicationContext::close);
    }
}
