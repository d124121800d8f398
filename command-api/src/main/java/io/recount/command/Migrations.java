package io.recount.command;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.stereotype.Component;

/**
 * Brings the two schemas that this service owns up to date, before anything starts to run on them.
 */
@Component
class Migrations implements InitializingBean {
    private final DataSource unpooled;

    /**
     * Not on the pool's connections: those have time-outs for commands, a migration takes its time.
     */
    Migrations(DataSource pool) {
        unpooled = DataSourceBuilder.derivedFrom(pool).type(SimpleDriverDataSource.class).build();
    }

    @Override
    public void afterPropertiesSet() {
        migrate("event_log");
        migrate("command");
    }

    private void migrate(String schema) {
        Flyway.configure()
                .dataSource(unpooled)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                .load()
                .migrate();
    }
}
