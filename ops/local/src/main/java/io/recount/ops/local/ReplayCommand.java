package io.recount.ops.local;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Asks projections to read the log again from its start, and shows how far it is. */
@Command(name = "replay", description = "Rebuilds a projection from the event log.")
final class ReplayCommand implements Callable<Integer> {
    private static final int FAILURES_IN_A_ROW = 50;

    @Parameters(paramLabel = "NAME", description = "The projection.")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.ofThisMachine();
        Api api = new Api();
        String projection = settings.projections() + "/v1/projections/" + name;
        if (!new Api().isHealthy(settings.projections() + "/actuator/health")) {
            throw new Refusal("projections does not answer: ops/recount up first");
        }
        Api.Answer asked = api.post(projection + "/replays", Settings.OPERATOR_KEY, Map.of());
        if (!asked.succeeded()) {
            throw new Refusal("%d %s".formatted(asked.status(), asked.text()));
        }
        try (ProgressBar bar =
                new ProgressBarBuilder()
                        .setTaskName("replay " + name)
                        .setUnit(" events", 1)
                        .setUpdateIntervalMillis(250)
                        .build()) {
            follow(api, projection, bar);
        }
        System.out.println("Replayed " + name + ".");
        return 0;
    }

    private static void follow(Api api, String projection, ProgressBar bar) throws IOException {
        int failures = 0;
        while (true) {
            Api.Answer answer = api.get(projection, Settings.OPERATOR_KEY);
            failures = answer.succeeded() ? 0 : failures + 1;
            if (failures > FAILURES_IN_A_ROW) {
                throw new Refusal("%d %s".formatted(answer.status(), answer.text()));
            }
            if (answer.succeeded()) {
                bar.maxHint(answer.body().path("head").asLong());
                bar.stepTo(Math.max(0, answer.body().path("position").asLong()));
                String status = answer.body().path("status").asText();
                if (!status.equals("RUNNING")) {
                    return;
                }
            }
            Pause.ms(200);
        }
    }
}
