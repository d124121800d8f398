package io.recount.worker.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.recount.worker.schedule.JobRuns.Run;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
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
                        .onFailure(new FailureHandler.OnFailureRetryLater<>(LOOK_AGAIN))
                        .execute((instance, context) -> runAsked(Long.parseLong(instance.getId())));
        this.scheduler =
                Scheduler.create(dataSource, asked)
                        .startTasks(
                                jobs.stream()
                                        .map(job -> recurring(job, settings.cronOf(job.name())))
                                        .toList())
                        .tableName("analytics.scheduled_tasks")
                        .threads(THREADS)
                        .pollingInterval(LOOK_AGAIN)
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
        long id = runs.request(job.name(), null, BY_SCHEDULE);
        if (!runner.run(job, id, null)) {
            runs.end(id, JobRuns.Status.DONE, "Left out: it ran already");
        }
    }

    private void runAsked(long id) {
        Run run = runs.find(id).orElseThrow();
        Job job = jobs.get(run.job());
        if (job == null) {
            runs.end(id, JobRuns.Status.FAILED, "This worker has no job " + run.job());
        } else if (!runner.run(job, id, run.day())) {
            // Told to the scheduler, which asks again in a moment.
            throw new IllegalStateException(run.job() + " runs already; run " + id + " waits");
        }
    }

    List<String> jobs() {
        return List.copyOf(jobs.keySet());
    }

    /** Has the job run as soon as it runs nowhere else; returns the run's id. */
    long ask(String job, @Nullable LocalDate day, String requestedBy) {
        long id = runs.request(job, day, requestedBy);
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
