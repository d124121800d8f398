package io.recount.ops.bench.settlement;

import io.recount.ops.bench.settlement.SettlementRuns.Result;
import io.recount.ops.bench.settlement.SettlementRuns.Round;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page of the settled day.
 *
 * @param load of the machine before the run
 */
record SettlementPage(List<Result> results, Map<String, String> settings, double load, Instant at) {
    private static final int SECONDS_MOST = 60;

    void write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), text(name));
    }

    private String text(String name) {
        return String.format(
                Locale.ROOT,
                """
                # Benchmark: settling a day

                Taken %1$s by `ops/recount bench %2$s`: a log with one day of charges, put there by \
                COPY as command-api would have written it, the charges of all advertisers mixed by \
                their time. The worker is a process of its own with `-Xmx%3$dm` (SerialGC), started \
                anew for every round; the time is the run's own, from its start to its end. After \
                each round the clicks and the money settled are compared with what was charged, \
                for days, campaigns and ads; the benchmark ends where they differ.
                %4$d cores shared by worker and database, load average %5$.1f before; Java %6$d; \
                PostgreSQL%7$s.

                | log | days | lines | median | slowest | events/s | heap in use, at most | target |
                |---|---|---|---|---|---|---|---|
                %8$s
                The heap in use counts garbage that was not collected yet, as the worker's own \
                metrics told it some times a second; the limit of the process is the guarantee. \
                Rounds: %9$d of each log.
                """,
                at.truncatedTo(ChronoUnit.SECONDS),
                name,
                SettlingWorker.HEAP_MB,
                Runtime.getRuntime().availableProcessors(),
                load,
                Runtime.version().feature(),
                settings.entrySet().stream()
                        .map(one -> ", " + one.getKey() + " " + one.getValue())
                        .collect(Collectors.joining()),
                results.stream().map(SettlementPage::row).collect(Collectors.joining()),
                results.get(0).rounds().size());
    }

    private static String row(Result result) {
        List<Double> tookMs = result.rounds().stream().map(Round::tookMs).sorted().toList();
        double median = tookMs.get((tookMs.size() - 1) / 2);
        Round last = result.rounds().get(result.rounds().size() - 1);
        return String.format(
                Locale.ROOT,
                "| %,d charges, %,d advertiser%s, %,d campaigns each | %,d | %,d | %.1f s | %.1f s"
                        + " | %,.0f | %.0f MB | ≤ %d s, ≤ %d MB |%n",
                result.day().charges(),
                result.day().advertisers(),
                result.day().advertisers() == 1 ? "" : "s",
                result.day().campaignsOfEach(),
                last.days(),
                last.lines(),
                median / 1e3,
                Collections.max(tookMs) / 1e3,
                result.day().charges() / median * 1e3,
                result.rounds().stream().mapToDouble(Round::heapMb).max().orElse(0),
                SECONDS_MOST,
                SettlingWorker.HEAP_MB);
    }
}
