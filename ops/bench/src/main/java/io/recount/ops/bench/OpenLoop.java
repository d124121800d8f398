package io.recount.ops.bench;

import io.recount.ops.bench.Outcome.Question;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Clicks that come when they come, whether or not the service keeps up: each has its time, and its
 * latency counts from there. A closed loop would wait with the service, and see nothing of a stall
 * but one long call.
 */
final class OpenLoop implements Benchmark {
    private static final int ADVERTISERS = 200;
    private static final int HEAP_EVERY_S = 5;

    @Override
    public Pace pace(Pace usual) {
        return usual.forAService();
    }

    @Override
    public Results run(Database database, Pace pace, PrintStream out) throws Exception {
        int perSecond = Integer.getInteger("recount.bench.rate", 5_000);
        int seconds = Integer.getInteger("recount.bench.rate-seconds", 60);
        try (RunningService service = new RunningService(database, "openloop")) {
            Market.open(service, ADVERTISERS);
            ServedClicks clicks = new ServedClicks(service, ADVERTISERS);
            Rounds.warmUp(new HttpCalls("warm-up", service, "/v1/clicks", clicks, null), 1, pace);
            clicks.serve(perSecond * seconds);
            database.checkpoint();
            Schedule schedule =
                    new Schedule(service.port(), clicks::next, HttpCalls::click, perSecond);
            List<Thread> threads = schedule.start();
            double heapMb = 0;
            for (int s = 0; s < seconds; s += HEAP_EVERY_S) {
                TimeUnit.SECONDS.sleep(Math.min(HEAP_EVERY_S, seconds - s));
                heapMb = Math.max(heapMb, service.heapUsedMb());
                out.printf(Locale.ROOT, "%d s: %s%n", s + HEAP_EVERY_S, schedule.soFar());
            }
            for (Thread thread : threads) {
                thread.join();
            }
            return results(schedule, perSecond, seconds, heapMb, out);
        }
    }

    private static Results results(
            Schedule schedule, int perSecond, int seconds, double heapMb, PrintStream out) {
        Histogram latency = schedule.latencyUs();
        long sent = (long) perSecond * seconds;
        String figures =
                String.format(
                        Locale.ROOT,
                        "%,d of %,d clicks were decided (%.2f %%), %d refused, %d failed; latency"
                                + " from a click's own time: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms,"
                                + " p99.9 %.1f ms, longest %.1f ms. Asked for: 100 %%, p99 ≤ 20 ms,"
                                + " heap ≤ 512 MB.",
                        latency.getTotalCount(),
                        sent,
                        100.0 * latency.getTotalCount() / sent,
                        schedule.refused(),
                        schedule.failed(),
                        latency.getValueAtPercentile(50) / 1_000.0,
                        latency.getValueAtPercentile(90) / 1_000.0,
                        latency.getValueAtPercentile(99) / 1_000.0,
                        latency.getValueAtPercentile(99.9) / 1_000.0,
                        latency.getMaxValue() / 1_000.0);
        String service =
                String.format(
                        Locale.ROOT,
                        "The service ran with -Xmx%dm and without Kafka; the most heap seen in use,"
                                + " garbage included, was %.0f MB.",
                        RunningService.HEAP_MB,
                        heapMb);
        out.println(figures);
        out.println(service);
        String setting =
                String.format(
                        Locale.ROOT,
                        "%,d clicks/s for %d s, 20 %% on one advertiser",
                        perSecond,
                        seconds);
        Outcome outcome =
                new Outcome(
                        Question.reference(setting, "POST /v1/clicks"),
                        List.of(latency.getTotalCount() / schedule.took()),
                        latency,
                        schedule.refused());
        return new Results(new ArrayList<>(List.of(outcome)), List.of(figures, service));
    }
}
