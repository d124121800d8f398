package io.recount.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class RolesIT {
    private final TestLog owner = TestLog.fresh();
    private final String login = "login_" + UUID.randomUUID().toString().replace('-', '_');

    @BeforeEach
    void roles() throws IOException {
        owner.jdbc.sql(Files.readString(Path.of("roles.sql"))).update();
        owner.jdbc.sql("CREATE ROLE " + login + " LOGIN PASSWORD 'secret'").update();
    }

    @AfterEach
    void close() {
        owner.jdbc.sql("DROP ROLE " + login).update();
        owner.close();
    }

    @Test
    void theWritersRoleAppendsKeepsSnapshotsAndFindsNothingToMigrate() {
        owner.jdbc.sql("GRANT recount_log_writer TO " + login).update();

        try (TestLog writer = as(login)) {
            writer.append("a", 3);
            writer.engine.storeSnapshot(TestLog.event("a", 2));
            writer.engine.storeSnapshot(TestLog.event("a", 3));
            int migrations =
                    Flyway.configure()
                            .dataSource(writer.dataSource)
                            .schemas("event_log")
                            .locations("classpath:db/event_log")
                            .load()
                            .migrate()
                            .migrationsExecuted;

            assertThat(writer.head.read().position()).isEqualTo(3);
            assertThat(migrations).isZero();
        }
    }

    @Test
    void theWritersRoleMayNeitherChangeNorRemoveNorDisarm() {
        owner.append("a", 1);
        owner.jdbc.sql("GRANT recount_log_writer TO " + login).update();

        try (TestLog writer = as(login)) {
            refused(writer, "UPDATE event_log.events SET type = 'x'");
            refused(writer, "DELETE FROM event_log.events");
            refused(writer, "TRUNCATE event_log.events");
            refused(writer, "DELETE FROM event_log.decided_clicks");
            refused(writer, "ALTER TABLE event_log.events DISABLE TRIGGER append_only");
            refused(writer, "DROP TRIGGER append_only ON event_log.events");
        }
    }

    @Test
    void theReadersRoleReadsOnly() {
        owner.append("a", 1);
        owner.jdbc.sql("GRANT recount_log_reader TO " + login).update();

        try (TestLog reader = as(login)) {
            assertThat(reader.readAfter(null)).hasSize(1);
            assertThatThrownBy(() -> reader.append("a", 1))
                    .hasStackTraceContaining("permission denied");
        }
    }

    private TestLog as(String user) {
        String url =
                owner.url()
                        .replace("user=recount", "user=" + user)
                        .replaceAll("password=[^&]*", "password=secret");
        return new TestLog(url, "SELECT 1");
    }

    /** As one without the right, not by the trigger. */
    private static void refused(TestLog writer, String statement) {
        assertThatThrownBy(() -> writer.jdbc.sql(statement).update())
                .isInstanceOf(DataAccessException.class)
                .satisfies(
                        e ->
                                assertThat(e)
                                        .rootCause()
                                        .message()
                                        .matches(".*(permission denied|must be owner).*"));
    }
}
