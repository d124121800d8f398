package io.recount.ops.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Contenders that take turns, so that what slows the machine down slows all of them. */
final class Rounds {
    /** What a contender did in all its rounds. */
    record Series(List<Double> perSecond, Histogram latencyUs) {}

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
            Load.run(contender, pace.clients(), advertisers, pace.warmUp());
            all.put(contender, new Series(new ArrayList<>(), Load.histogram()));
        }
        for (int round = 1; round <= pace.rounds(); round++) {
            for (Contender contender : contenders) {
                database.checkpoint();
                Load.Round result = Load.run(contender, pace.clients(), advertisers, pace.round());
                Series series = all.get(contender);
                if (series != null) {
                    series.perSecond.add(result.perSecond());
                    series.latencyUs.add(result.latencyUs());
                }
                out.printf(
                        Locale.ROOT,
                        "%,6d advertisers, round %d: %-24s %,9.0f/s, p50 %.1f ms, p99 %.1f ms%n",
                        advertisers,
                        round,
                        contender.name(),
                        result.perSecond(),
                        result.latencyUs().getValueAtPercentile(50) / 1_000.0,
                        result.latencyUs().getValueAtPercentile(99) / 1_000.0);
            }
        }
        return all;
    }
}
