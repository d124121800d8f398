package io.recount.ops.bench;

import io.recount.ops.bench.Outcome.Question;
import io.recount.ops.bench.Rounds.Series;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A click over HTTP against the same body taken by the same service that does nothing with it. */
final class Http implements Benchmark {
    private static final int ADVERTISERS = 200;

    @Override
    public Pace pace(Pace usual) {
        return usual.forAService();
    }

    @Override
    public Results run(Database database, Pace pace, PrintStream out) throws Exception {
        try (RunningService service = new RunningService(database, "http")) {
            Market.open(service, ADVERTISERS);
            ServedClicks clicks = new ServedClicks(service, ADVERTISERS);
            clicks.serve(1);
            byte[] one = Objects.requireNonNull(clicks.next());
            Contender click = new HttpCalls("POST /v1/clicks", service, "/v1/clicks", clicks, null);
            Contender nothing =
                    new HttpCalls("does nothing", service, DoesNothing.PATH, clicks, one);
            Map<Contender, Series> series =
                    Rounds.run(database, List.of(click, nothing), 1, pace, out);
            String setting = "over HTTP, 20 % on one advertiser";
            return new Results(
                    List.of(
                            Objects.requireNonNull(series.get(click))
                                    .outcome(
                                            new Question(
                                                    setting, click.name(), nothing.name(), 0.25)),
                            Objects.requireNonNull(series.get(nothing))
                                    .outcome(Question.reference(setting, nothing.name()))),
                    List.of(
                            "The service ran without Kafka and had "
                                    + RunningService.HEAP_MB
                                    + " MB of heap."));
        }
    }
}
