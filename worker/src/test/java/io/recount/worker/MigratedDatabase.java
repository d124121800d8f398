package io.recount.worker;

import io.recount.audit.LogEntry;
import io.recount.ops.parts.LogRows;
import io.recount.ops.parts.RealParts;
import io.recount.wire.AvroCodec;
import io.recount.worker.schedule.Job;
import io.recount.worker.schedule.JobRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.avro.specific.SpecificRecord;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * A database of its own with the tables that the worker reads and writes, made by their owners'
 * scripts, for jobs that need nothing else.
 */
public final class MigratedDatabase {
    private static final DateTimeFormatter AS_IN_THE_LOG =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final DataSource dataSource;

    public MigratedDatabase() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(RealParts.postgres().newDatabase());
        dataSource = source;
        migrate("event_log", "../event-schemas/event-log");
        migrate("read_model", "../projections");
        migrate("analytics", "../worker");
    }

    private void migrate(String schema, String module) {
        Flyway.configure()
                .dataSource(dataSource)
                .schemas(schema)
                .locations("filesystem:" + module + "/src/main/resources/db/" + schema)
                .load()
                .migrate();
    }

    public DataSource dataSource() {
        return dataSource;
    }

    public JdbcTemplate jdbc() {
        return new JdbcTemplate(dataSource);
    }

    public JdbcClient client() {
        return JdbcClient.create(dataSource);
    }

    public PlatformTransactionManager transactions() {
        return new JdbcTransactionManager(dataSource);
    }

    public long count(String from) {
        return client().sql("SELECT count(*) FROM " + from).query(Long.class).single();
    }

    /**
     * Appends to the log, as command-api does.
     *
     * @return the event's position
     */
    public long append(String aggregateId, long sequence, Instant at, SpecificRecord event) {
        try (Connection connection = dataSource.getConnection()) {
            return LogRows.append(
                    connection,
                    new LogEntry(
                            0,
                            aggregateId + "-" + sequence,
                            aggregateId,
                            sequence,
                            "Budget",
                            AS_IN_THE_LOG.format(at),
                            event.getClass().getName(),
                            null,
                            AvroCodec.encode(event),
                            null));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs the job here and now; answers its note. */
    public static String run(Job job, @Nullable LocalDate day) {
        StringBuilder told = new StringBuilder();
        job.run(
                new JobRun() {
                    @Override
                    public long id() {
                        return 1;
                    }

                    @Override
                    public Optional<LocalDate> day() {
                        return Optional.ofNullable(day);
                    }

                    @Override
                    public Optional<String> advertiserId() {
                        return Optional.empty();
                    }

                    @Override
                    public void progress(long done, long total) {
                        if (done > total) {
                            throw new IllegalStateException(done + " of " + total);
                        }
                    }

                    @Override
                    public void note(String note) {
                        told.append(note);
                    }
                });
        return told.toString();
    }
}
