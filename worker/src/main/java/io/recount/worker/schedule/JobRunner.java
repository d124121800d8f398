package io.recount.worker.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.recount.worker.schedule.JobRuns.Scope;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs a job once and writes down how it went. */
@Component
class JobRunner {
    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration TELL_EVERY = Duration.ofMillis(500);

    private final JobRuns runs;
    private final OneAtATime locks;
    private final MeterRegistry meters;

    JobRunner(JobRuns runs, OneAtATime locks, MeterRegistry meters) {
        this.runs = runs;
        this.locks = locks;
        this.meters = meters;
    }

    /** Runs it, unless it runs elsewhere just now: then false, and the run still waits. */
    boolean run(Job job, long id, Scope scope) {
        return locks.run(job.name(), () -> runAlone(job, id, scope));
    }

    private void runAlone(Job job, long id, Scope scope) {
        runs.start(job.name(), id);
        Told told = new Told(id, scope);
        Timer.Sample sample = Timer.start(meters);
        String outcome = "failed";
        try {
            job.run(told);
            runs.progress(id, told.done, told.total);
            runs.end(id, JobRuns.Status.DONE, told.note);
            outcome = "done";
        } catch (JobException e) {
            LOG.warn("Run {} of {}: {}", id, job.name(), e.getMessage());
            runs.progress(id, told.done, told.total);
            runs.end(id, JobRuns.Status.FAILED, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("Run {} of {} failed", id, job.name(), e);
            runs.end(id, JobRuns.Status.FAILED, e.toString());
        } finally {
            sample.stop(meters.timer("recount.job", "job", job.name(), "outcome", outcome));
        }
    }

    private final class Told implements JobRun {
        private final long id;
        private final Scope scope;
        private long done;
        private long total;
        private @Nullable String note;
        private long toldAtNanos = System.nanoTime();

        private Told(long id, Scope scope) {
            this.id = id;
            this.scope = scope;
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public Optional<LocalDate> day() {
            return Optional.ofNullable(scope.day());
        }

        @Override
        public Optional<String> advertiserId() {
            return Optional.ofNullable(scope.advertiserId());
        }

        @Override
        public void progress(long nowDone, long nowTotal) {
            done = nowDone;
            total = nowTotal;
            if (System.nanoTime() - toldAtNanos >= TELL_EVERY.toNanos()) {
                toldAtNanos = System.nanoTime();
                runs.progress(id, done, total);
            }
        }

        @Override
        public void note(String text) {
            note = text;
        }
    }
}
