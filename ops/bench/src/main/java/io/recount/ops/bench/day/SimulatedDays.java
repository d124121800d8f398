package io.recount.ops.bench.day;

import io.recount.event.Pacing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Simulates each contender on the same days: a campaign is created in the course of one, which
 * nobody has seen before, and goes on through midnight to the end of the next. Seeded, so a run
 * gives the same figures again.
 */
public final class SimulatedDays {
    /** As it is named on the command line, and its page in the docs. */
    public static final String NAME = "simulated-day";

    private static final int CLICKS = 200;
    private static final int MANY_CLICKS = 2_000;

    /** 2026-11-16, a Monday. */
    private static final long FIRST_DAY_MS = 20_773L * DayRun.DAY_MS;

    private static final List<Contender> CONTENDERS =
            List.of(
                    Contender.gate("this gate", CLICKS, Pacing.ASAP, 1),
                    Contender.gate("this gate, 3 instances", CLICKS, Pacing.ASAP, 3),
                    Contender.counter("an instant counter", CLICKS),
                    Contender.poll("a poll each 60 s", CLICKS),
                    Contender.fullHold("a full hold of 30 min", CLICKS),
                    Contender.gate("EVEN", CLICKS, Pacing.EVEN, 1),
                    Contender.gate("EVEN, 3 instances", CLICKS, Pacing.EVEN, 3),
                    Contender.gate("EVEN, 2,000 clicks", MANY_CLICKS, Pacing.EVEN, 1));

    private final int days;

    public SimulatedDays(int days) {
        this.days = days;
    }

    /**
     * What came of a contender.
     *
     * @param fresh on the days on which its campaign was created
     * @param whole on those that followed, from midnight to midnight
     */
    record Result(Contender contender, Score fresh, Score whole) {}

    public void run(Path folder, PrintStream out) throws IOException {
        List<Result> results = new ArrayList<>();
        for (Contender contender : CONTENDERS) {
            Result result = run(contender);
            results.add(result);
            out.printf(
                    Locale.ROOT,
                    "%-24s free %.2f %%, used %.2f %%, off the curve %.1f %%%n",
                    contender.name(),
                    100 * result.whole.free(),
                    100 * result.whole.used(),
                    100 * result.whole.errorOfMeanDay());
        }
        DayPage page = new DayPage(results, days);
        page.write(folder, NAME);
        out.println("Written to " + folder.normalize());
    }

    private Result run(Contender contender) {
        Score fresh = new Score(contender.budgetMicros(), contender.clicks());
        Score whole = new Score(contender.budgetMicros(), contender.clicks());
        List<TwoDays> all =
                IntStream.range(0, days)
                        .parallel()
                        .mapToObj(seed -> twoDays(contender, seed))
                        .toList();
        for (TwoDays two : all) {
            fresh.add(two.run[0], two.fromMs);
            whole.add(two.run[1], (Math.floorDiv(two.fromMs, DayRun.DAY_MS) + 1) * DayRun.DAY_MS);
        }
        return new Result(contender, fresh, whole);
    }

    private static final class TwoDays {
        private final long fromMs;
        private final DayRun.Day[] run;

        private TwoDays(long fromMs, DayRun.Day[] run) {
            this.fromMs = fromMs;
            this.run = run;
        }
    }

    /** Created at any time from two in the morning to two in the afternoon. */
    private static TwoDays twoDays(Contender contender, int seed) {
        Demand demand = new Demand(seed);
        long hoursMs = Math.round((2 + 12 * new Random(seed).nextDouble()) * Demand.HOUR_MS);
        long fromMs = FIRST_DAY_MS + seed % 7 * DayRun.DAY_MS + hoursMs;
        Serving serving = contender.maker().make(demand.weeksBefore(fromMs), fromMs, seed);
        DayRun run = new DayRun(serving, demand, Contender.BID_MICROS, contender.budgetMicros());
        return new TwoDays(fromMs, run.run(fromMs, 2));
    }
}
