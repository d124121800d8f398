package io.recount.ops.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Contenders that take turns, so that what slows the machine down slows all of them. */
final class Rounds {
    /** What a contender did in all its rounds. */
    static final class Series {
        private final List<Double> perSecond = new ArrayList<>();
        private final Histogram latencyUs = Load.histogram();
        private long refused;

        private void add(Load.Round round) {
            perSecond.add(round.perSecond());
            latencyUs.add(round.latencyUs());
            refused += round.refused();
        }

        Outcome outcome(Outcome.Question question) {
            return new Outcome(question, List.copyOf(perSecond), latencyUs, refused);
        }
    }

    private Rounds() {}

    static Map<Contender, Series> run(
            Database database,
            List<Contender> contenders,
            int advertisers,
            Pace pace,
            PrintStream out)
            throws Exception {
        Map<Contender, Series> all = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            warmUp(contender, advertisers, pace);
            all.put(contender, new Series());
        }
        for (int round = 1; round <= pace.rounds(); round++) {
            for (Map.Entry<Contender, Series> entry : all.entrySet()) {
                Contender contender = entry.getKey();
                contender.prepare(pace.round());
                database.checkpoint();
                Load.Round result = Load.run(contender, pace.clients(), advertisers, pace.round());
                entry.getValue().add(result);
                say(out, round, contender, result);
            }
        }
        return all;
    }

    /** In rounds too: what a round uses up is got ready for one. */
    static void warmUp(Contender contender, int advertisers, Pace pace) throws Exception {
        Duration left = pace.warmUp();
        while (!left.isNegative() && !left.isZero()) {
            contender.prepare(pace.round());
            Load.run(contender, pace.clients(), advertisers, pace.round());
            left = left.minus(pace.round());
        }
    }

    private static void say(PrintStream out, int number, Contender contender, Load.Round round) {
        out.printf(
                Locale.ROOT,
                "round %d: %-28s %,9.0f/s, p50 %.1f ms, p99 %.1f ms, %d refused%n",
                number,
                contender.name(),
                round.perSecond(),
                round.latencyUs().getValueAtPercentile(50) / 1_000.0,
                round.latencyUs().getValueAtPercentile(99) / 1_000.0,
                round.refused());
    }
}
