package io.recount.worker.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.recount.worker.schedule.JobRuns.Run;
import io.recount.worker.schedule.JobRuns.Scope;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs each job at its times, and once more whenever somebody asks. The times stand in the
 * database: what fell due while no worker ran is run when one starts, and several workers share.
 */
@Component
@EnableConfigurationProperties(JobSettings.class)
class Schedules implements SmartLifecycle {
    private static final String BY_SCHEDULE = "schedule";

    /** A worker that says nothing for so long is dead, and another takes its run up. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(1);

    private static final int HEARTBEATS_MISSED_MAX = 6;

    /** Less than the graceful end of the service: what is cut off then is run again. */
    private static final Duration END_WITHIN = Duration.ofSeconds(15);

    private static final int THREADS = 3;

    private final Map<String, Job> jobs = new TreeMap<>();
    private final JobRuns runs;
    private final JobRunner runner;
    private final Clock clock;
    private final OneTimeTask<Void> asked;
    private final Scheduler scheduler;
    private volatile boolean started;

    Schedules(
            List<Job> jobs,
            JobSettings settings,
            JobRuns runs,
            JobRunner runner,
            Clock clock,
            DataSource dataSource) {
        jobs.forEach(job -> this.jobs.put(job.name(), job));
        this.runs = runs;
        this.runner = runner;
        this.clock = clock;
        this.asked =
                Tasks.oneTime("asked")
                        .onFailure(new FailureHandler.OnFailureRetryLater<>(settings.lookEvery()))
                        .execute((instance, context) -> runAsked(Long.parseLong(instance.getId())));
        this.scheduler =
                Scheduler.create(dataSource, asked)
                        .startTasks(
                                jobs.stream()
                                        .map(job -> recurring(job, settings.cronOf(job.name())))
                                        .toList())
                        .tableName("analytics.scheduled_tasks")
                        .threads(THREADS)
                        .pollingInterval(settings.lookEvery())
                        .heartbeatInterval(DEAD_AFTER.dividedBy(HEARTBEATS_MISSED_MAX))
                        .missedHeartbeatsLimit(HEARTBEATS_MISSED_MAX)
                        .shutdownMaxWait(END_WITHIN)
                        .enableImmediateExecution()
                        .clock(clock::instant)
                        .build();
    }

    private RecurringTask<Void> recurring(Job job, String cron) {
        return Tasks.recurring(
                        "job-" + job.name(),
                        com.github.kagkarlsson.scheduler.task.schedule.Schedules.cron(
                                cron, ZoneOffset.UTC))
                .execute((instance, context) -> runScheduled(job));
    }

    private void runScheduled(Job job) {
        long id = runs.request(job.name(), Scope.ALL, BY_SCHEDULE);
        if (!runner.run(job, id, Scope.ALL)) {
            runs.end(id, JobRuns.Status.DONE, "Left out: it ran already");
        }
    }

    private void runAsked(long id) {
        Run run = runs.find(id).orElseThrow();
        Job job = jobs.get(run.job());
        if (job == null) {
            runs.end(id, JobRuns.Status.FAILED, "This worker has no job " + run.job());
        } else if (!runner.run(job, id, new Scope(run.day(), run.advertiserId()))) {
            // Told to the scheduler, which asks again in a moment.
            throw new IllegalStateException(run.job() + " runs already; run " + id + " waits");
        }
    }

    List<Job> jobs() {
        return List.copyOf(jobs.values());
    }

    /** Has the job run as soon as it runs nowhere else; returns the run's id. */
    long ask(String job, Scope scope, String requestedBy) {
        long id = runs.request(job, scope, requestedBy);
        scheduler.schedule(asked.instance(Long.toString(id)), clock.instant());
        return id;
    }

    @Override
    public void start() {
        scheduler.start();
        started = true;
    }

    @Override
    public void stop() {
        started = false;
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return started;
    }
}
