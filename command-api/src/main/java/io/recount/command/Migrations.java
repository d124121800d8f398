package io.recount.command;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Brings the two schemas that this service owns up to date, before anything starts to run on them.
 */
@Component
class Migrations implements InitializingBean {
    private final DataSource dataSource;

    Migrations(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void afterPropertiesSet() {
        migrate("event_log");
        migrate("command");
    }

    private void migrate(String schema) {
        Flyway.configure()
                .dataSource(dataSource)
                // A migration may take its time; the pool's time-outs are for commands.
                .initSql(
                        """
                        SET idle_in_transaction_session_timeout = 0; SET transaction_timeout = 0""")
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                .load()
                .migrate();
    }
}
