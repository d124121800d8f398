package io.recount.ops.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the worker to run a job now, and shows how far it is. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a job of the worker now and waits for its end: settlement, daily, reconciliation"
                    + " or retention.",
            "What is done already is left alone, so a run can be repeated."
        },
        footer = {
            "",
            "  ops/recount worker run settlement",
            "  ops/recount worker run settlement --day 2026-11-22",
            "  ops/recount worker run settlement --advertiser ADVERTISER_ID"
        })
final class RunJobCommand implements Callable<Integer> {
    private static final int FAILURES_IN_A_ROW = 50;

    private final Supplier<Settings> settings;

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "The job.")
    private String job = "";

    @Option(
            names = "--day",
            paramLabel = "YYYY-MM-DD",
            description =
                    "This day alone, in each advertiser's zone; settlement: all unsettled days up"
                            + " to it, since one opens with what another closed with."
                            + " Without it, whatever is due.")
    private @Nullable LocalDate day;

    @Option(
            names = "--advertiser",
            paramLabel = "ID",
            description = "Of this advertiser alone. Settlement can.")
    private @Nullable String advertiser;

    RunJobCommand() {
        this(Settings::ofThisMachine);
    }

    RunJobCommand(Supplier<Settings> settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() throws IOException {
        String worker = settings.get().worker();
        Api api = new Api();
        if (!api.isHealthy(worker + "/actuator/health/liveness")) {
            throw new Refusal("the worker does not answer: ops/recount up first");
        }
        Api.Answer asked =
                api.post(
                        worker + "/v1/jobs/" + encoded(job) + "/runs" + query(),
                        Settings.OPERATOR_KEY,
                        Map.of());
        if (!asked.succeeded()) {
            throw new Refusal(asked.body().path("detail").asText(asked.text()));
        }
        JsonNode run = follow(api, worker + "/v1/jobs/runs/" + asked.field("id"));
        if (!run.path("status").asText().equals("DONE")) {
            throw new Refusal(
                    "%s failed: %s%nMore is in: ops/recount logs worker"
                            .formatted(job, run.path("note").asText()));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(job + ": " + run.path("note").asText("done"));
        out.flush();
        return 0;
    }

    private String query() {
        List<String> parameters = new ArrayList<>();
        if (day != null) {
            parameters.add("day=" + day);
        }
        if (advertiser != null) {
            parameters.add("advertiserId=" + encoded(advertiser));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private JsonNode follow(Api api, String url) {
        try (ProgressBar bar =
                new ProgressBarBuilder().setTaskName(job).setUpdateIntervalMillis(250).build()) {
            int failures = 0;
            while (failures <= FAILURES_IN_A_ROW) {
                JsonNode run = look(api, url);
                failures = run == null ? failures + 1 : 0;
                if (run != null) {
                    show(bar, run);
                }
                if (run != null && run.hasNonNull("finishedAt")) {
                    return run;
                }
                Pause.ms(200);
            }
        }
        throw new Refusal(
                "the worker does not answer any more; its run is taken up again when it does:"
                        + " ops/recount status");
    }

    /** Null where the worker cannot tell just now. */
    private static @Nullable JsonNode look(Api api, String url) {
        try {
            Api.Answer answer = api.get(url, Settings.OPERATOR_KEY);
            return answer.succeeded() ? answer.body() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static void show(ProgressBar bar, JsonNode run) {
        if (run.path("status").asText().equals("WAITING")) {
            bar.setExtraMessage("waits: the same job runs already");
        } else {
            bar.setExtraMessage("");
            bar.maxHint(run.path("total").asLong());
            bar.stepTo(run.path("done").asLong());
        }
    }
}
