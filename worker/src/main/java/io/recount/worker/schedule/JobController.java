package io.recount.worker.schedule;

import io.recount.http.Allow;
import io.recount.http.Caller;
import io.recount.http.Problem;
import io.recount.http.Role;
import io.recount.worker.schedule.JobRuns.Run;
import io.recount.worker.schedule.JobRuns.Scope;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Jobs by REST: which there are, how their runs went, run one now. */
@RestController
@RequestMapping("/v1/jobs")
class JobController {
    private static final int RUNS_OF_EACH = 20;

    private final Schedules schedules;
    private final JobRuns runs;

    JobController(Schedules schedules, JobRuns runs) {
        this.schedules = schedules;
        this.runs = runs;
    }

    record Jobs(List<String> jobs, List<Run> runs) {}

    @GetMapping
    @Allow({Role.AUDITOR, Role.SERVICE})
    Jobs list() {
        return new Jobs(names(), runs.newest(RUNS_OF_EACH));
    }

    @GetMapping("/runs/{id}")
    @Allow({Role.AUDITOR, Role.SERVICE})
    Run run(@PathVariable long id) {
        return runs.find(id)
                .orElseThrow(() -> Problem.notFound("NOT_FOUND", "Run " + id + " does not exist"));
    }

    /** Runs the job as soon as it runs nowhere else. */
    @PostMapping("/{job}/runs")
    @Allow({Role.OPERATOR, Role.SERVICE})
    @ResponseStatus(HttpStatus.ACCEPTED)
    Run ask(
            @PathVariable String job,
            @RequestParam(required = false) @Nullable LocalDate day,
            @RequestParam(required = false) @Nullable String advertiserId,
            Caller caller) {
        Job asked =
                schedules.jobs().stream()
                        .filter(one -> one.name().equals(job))
                        .findFirst()
                        .orElseThrow(() -> noSuchJob(job));
        if (advertiserId != null && !asked.isByAdvertiser()) {
            throw Problem.unprocessable(
                    "NOT_BY_ADVERTISER", "The job " + job + " runs for all advertisers only");
        }
        return run(schedules.ask(job, new Scope(day, advertiserId), caller.keyId()));
    }

    private Problem noSuchJob(String job) {
        return Problem.notFound(
                "NOT_FOUND", "No job %s; there are %s".formatted(job, String.join(", ", names())));
    }

    private List<String> names() {
        return schedules.jobs().stream().map(Job::name).toList();
    }
}
