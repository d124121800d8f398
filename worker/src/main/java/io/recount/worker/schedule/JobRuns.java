package io.recount.worker.schedule;

import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of {@code analytics.job_runs}. */
@Repository
class JobRuns {
    private static final int NOTE_LENGTH_MAX = 2_000;

    private final JdbcClient jdbc;
    private final Clock clock;

    private final TransactionTemplate separate;

    JobRuns(JdbcClient jdbc, Clock clock, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.separate = new TransactionTemplate(transactions);
        this.separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    enum Status {
        WAITING,
        RUNNING,
        DONE,
        FAILED
    }

    record Run(
            long id,
            String job,
            @Nullable LocalDate day,
            @Nullable String advertiserId,
            String requestedBy,
            Status status,
            long done,
            long total,
            @Nullable String note,
            Instant requestedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {}

    /** What a run is about: null is whatever is due, and everybody. */
    record Scope(@Nullable LocalDate day, @Nullable String advertiserId) {
        static final Scope ALL = new Scope(null, null);
    }

    long request(String job, Scope scope, String requestedBy) {
        return jdbc.sql(
                        """
                        INSERT INTO analytics.job_runs
                            (job, day, advertiser_id, requested_by, requested_at)
                        VALUES (?, ?, ?, ?, ?) RETURNING id""")
                .param(job)
                .param(scope.day() == null ? null : Date.valueOf(scope.day()))
                .param(scope.advertiserId())
                .param(requestedBy)
                .param(now())
                .query(Long.class)
                .single();
    }

    /** To be called by the only one who runs this job: what else seems to run was cut off. */
    void start(String job, long id) {
        jdbc.sql(
                        """
                        UPDATE analytics.job_runs
                        SET status = 'FAILED', note = 'Cut off', finished_at = ?
                        WHERE job = ? AND status = 'RUNNING' AND id <> ?""")
                .params(now(), job, id)
                .update();
        jdbc.sql(
                        """
                        UPDATE analytics.job_runs
                        SET status = 'RUNNING', started_at = ? WHERE id = ?""")
                .params(now(), id)
                .update();
    }

    /** Seen at once, whatever transaction the job is in. */
    void progress(long id, long done, long total) {
        separate.executeWithoutResult(
                status ->
                        jdbc.sql("UPDATE analytics.job_runs SET done = ?, total = ? WHERE id = ?")
                                .params(done, total, id)
                                .update());
    }

    void end(long id, Status status, @Nullable String note) {
        jdbc.sql(
                        """
                        UPDATE analytics.job_runs
                        SET status = ?, note = ?, finished_at = ? WHERE id = ?""")
                .param(status.name())
                .param(shortened(note))
                .param(now())
                .param(id)
                .update();
    }

    Optional<Run> find(long id) {
        return jdbc.sql("SELECT * FROM analytics.job_runs WHERE id = ?")
                .param(id)
                .query(JobRuns::run)
                .optional();
    }

    /** The newest ones of each job. */
    List<Run> newest(int each) {
        return jdbc.sql(
                        """
                        SELECT * FROM (
                            SELECT *, row_number() OVER (PARTITION BY job ORDER BY id DESC) AS age
                            FROM analytics.job_runs) runs
                        WHERE age <= ? ORDER BY id DESC""")
                .param(each)
                .query(JobRuns::run)
                .list();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static @Nullable String shortened(@Nullable String note) {
        return note == null || note.length() <= NOTE_LENGTH_MAX
                ? note
                : note.substring(0, NOTE_LENGTH_MAX);
    }

    private static Run run(ResultSet row, int n) throws SQLException {
        Date day = row.getDate("day");
        return new Run(
                row.getLong("id"),
                row.getString("job"),
                day == null ? null : day.toLocalDate(),
                row.getString("advertiser_id"),
                row.getString("requested_by"),
                Status.valueOf(row.getString("status")),
                row.getLong("done"),
                row.getLong("total"),
                row.getString("note"),
                row.getTimestamp("requested_at").toInstant(),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("finished_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
