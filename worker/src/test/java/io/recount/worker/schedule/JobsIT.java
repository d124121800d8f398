package io.recount.worker.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.recount.worker.RunningWorker;
import io.recount.worker.schedule.JobRuns.Run;
import io.recount.worker.schedule.JobRuns.Status;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Jobs as the whole worker has them, asked for by REST. */
class JobsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static RunningWorker worker;

    @BeforeAll
    static void start() {
        worker =
                RunningWorker.onNewDatabase(
                        Map.of(
                                "recount.jobs.cron.settlement", "-",
                                "recount.jobs.cron.daily", "-",
                                "recount.jobs.cron.reconciliation", "-",
                                "recount.jobs.cron.retention", "-",
                                "recount.jobs.look-every", "100ms"));
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void aJobRunsWhenAnOperatorAsksForItAndTheRunIsKept() {
        // when
        assertThat(worker.call("POST", "/v1/jobs/retention/runs", "local-operator")).isEqualTo(202);

        // then
        Run run = ended("retention");
        assertThat(run.status()).as(run.note()).isEqualTo(Status.DONE);
        assertThat(run.requestedBy()).isNotEqualTo("schedule");
        assertThat(run.startedAt()).isBetween(run.requestedAt(), run.finishedAt());
        assertThat(worker.call("GET", "/v1/jobs", "local-auditor")).isEqualTo(200);
        assertThat(worker.call("GET", "/v1/jobs/runs/" + run.id(), "local-service")).isEqualTo(200);
    }

    @Test
    void aRunThatFailsSaysWhyAndHoldsNoOtherBack() {
        // given: the log and the read model do not exist here
        String asked = "/v1/jobs/settlement/runs?day=2026-11-22&advertiserId=adv-x";

        // when
        assertThat(worker.call("POST", asked, "local-service")).isEqualTo(202);

        // then
        Run run = ended("settlement");
        assertThat(run.status()).isEqualTo(Status.FAILED);
        assertThat(run.day()).isEqualTo(LocalDate.parse("2026-11-22"));
        assertThat(run.advertiserId()).isEqualTo("adv-x");
        assertThat(run.note()).contains("event_log.events");
        assertThat(worker.bean(OneAtATime.class).run("settlement", () -> {})).isTrue();
    }

    @Test
    void whatCannotBeAskedForIsRefused() {
        assertThat(worker.call("POST", "/v1/jobs/nothing/runs", "local-operator")).isEqualTo(404);
        assertThat(worker.call("GET", "/v1/jobs/runs/999999", "local-operator")).isEqualTo(404);
        assertThat(worker.call("POST", "/v1/jobs/retention/runs", "local-auditor")).isEqualTo(403);
        assertThat(worker.call("GET", "/v1/jobs", "local-publisher")).isEqualTo(403);
        assertThat(
                        worker.call(
                                "POST",
                                "/v1/jobs/retention/runs?advertiserId=adv-x",
                                "local-operator"))
                .isEqualTo(422);
        assertThat(worker.call("POST", "/v1/jobs/retention/runs?day=soon", "local-operator"))
                .isEqualTo(400);
    }

    private static Run ended(String job) {
        JobRuns runs = worker.bean(JobRuns.class);
        await().atMost(LIMIT)
                .until(
                        () ->
                                runs.newest(1).stream()
                                        .filter(run -> run.job().equals(job))
                                        .anyMatch(run -> run.finishedAt() != null));
        return runs.newest(1).stream()
                .filter(run -> run.job().equals(job))
                .findFirst()
                .orElseThrow();
    }
}
