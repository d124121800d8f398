package io.recount.worker.reconciliation;

import io.recount.worker.schedule.Job;
import io.recount.worker.schedule.JobException;
import io.recount.worker.schedule.JobRun;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes all comparisons, one after the other: windows of every UTC day that is over, and the log
 * from where everything agreed. What cannot be compared just now fails the run, and the others are
 * made all the same.
 */
@Component
class ReconciliationJob implements Job {
    private static final Logger LOG = LoggerFactory.getLogger(ReconciliationJob.class);

    /** By then the relay has handed on, the archive has stored and windows were told. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private final Reach reach;
    private final Windows windows;
    private final ArchiveAgainstLog archive;
    private final LedgerAgainstLog ledger;
    private final RedisAgainstLog redis;
    private final Reconciliations reconciliations;
    private final Clock clock;

    ReconciliationJob(
            Reach reach,
            Windows windows,
            ArchiveAgainstLog archive,
            LedgerAgainstLog ledger,
            RedisAgainstLog redis,
            Reconciliations reconciliations,
            Clock clock) {
        this.reach = reach;
        this.windows = windows;
        this.archive = archive;
        this.ledger = ledger;
        this.redis = redis;
        this.reconciliations = reconciliations;
        this.clock = clock;
    }

    private interface Check {
        Comparison compare();
    }

    @Override
    public String name() {
        return "reconciliation";
    }

    @Override
    public void run(JobRun run) {
        Instant until = clock.instant().minus(SETTLED);
        long head = reach.headAt(until);
        List<Check> checks = new ArrayList<>();
        for (Instant day : days(run, until)) {
            checks.add(() -> windows.compare(day, endOf(day, until)));
        }
        checks.add(() -> archive.compare(reach.archiveFrom(), head));
        checks.add(() -> ledger.compare(reach.ledgerFrom(), head));
        checks.add(redis::compare);
        make(checks, run);
    }

    private void make(List<Check> checks, JobRun run) {
        int done = 0;
        long differing = 0;
        List<RuntimeException> failures = new ArrayList<>();
        for (Check check : checks) {
            try {
                Comparison comparison = check.compare();
                reconciliations.store(comparison, run.id());
                differing += comparison.differing();
            } catch (RuntimeException e) {
                LOG.error("A comparison could not be made", e);
                failures.add(e);
            }
            run.progress(++done, checks.size());
        }
        if (!failures.isEmpty()) {
            throw new JobException(
                    "%d of %d comparisons could not be made: %s"
                            .formatted(failures.size(), checks.size(), failures.get(0)));
        }
        run.note("%d comparisons, %d differences".formatted(checks.size(), differing));
    }

    private List<Instant> days(JobRun run, Instant until) {
        return run.day()
                .map(day -> List.of(day.atStartOfDay().toInstant(ZoneOffset.UTC)))
                .orElseGet(() -> reach.days(until));
    }

    /** Of a day in course its whole hours are compared. */
    private static Instant endOf(Instant day, Instant until) {
        Instant end = day.plus(1, ChronoUnit.DAYS);
        return end.isAfter(until) ? until.truncatedTo(ChronoUnit.HOURS) : end;
    }
}
