package io.recount.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A page with a table and a chart. Ratios are what counts; the figures beside them say on what.
 *
 * @param load of the machine before the run
 */
record Report(
        String name,
        Pace pace,
        Map<String, String> settings,
        double load,
        Instant at,
        Benchmark.Results results) {
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".svg"), chart());
        Files.writeString(folder.resolve(name + ".md"), page());
    }

    String page() {
        StringBuilder page = new StringBuilder();
        page.append("# Benchmark: ").append(name).append("\n\n");
        page.append(
                String.format(
                        Locale.ROOT,
                        "Taken %s by `ops/recount bench %s`: %d clients, %d s of warm-up, %d rounds"
                                + " of %d s that take turns; the median of the rounds.%n",
                        at,
                        name,
                        pace.clients(),
                        pace.warmUp().toSeconds(),
                        pace.rounds(),
                        pace.round().toSeconds()));
        page.append(
                String.format(
                        Locale.ROOT,
                        "%d cores shared by load, service and database, load average %.1f before;"
                                + " Java %s; PostgreSQL",
                        Runtime.getRuntime().availableProcessors(),
                        load,
                        Runtime.version().feature()));
        settings.forEach((key, value) -> page.append(", ").append(key).append(' ').append(value));
        page.append(".\n\n| setting | | per second | p50 ms | p99 ms | refused | ratio | target");
        page.append(" |\n|---|---|---|---|---|---|---|---|\n");
        results.outcomes().forEach(outcome -> page.append(row(outcome)));
        results.notes().forEach(note -> page.append('\n').append(note).append('\n'));
        return page.append("\n![")
                .append(name)
                .append("](")
                .append(name)
                .append(".svg)\n")
                .toString();
    }

    private String row(Outcome outcome) {
        Outcome.Question question = outcome.question();
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %s | %s | %s | %s | %s |%n",
                question.setting(),
                question.reference() == null
                        ? question.contender()
                        : question.contender() + " ÷ " + question.reference(),
                outcome.median(),
                number(outcome.percentileMs(50), "%.1f"),
                number(outcome.percentileMs(99), "%.1f"),
                outcome.latencyUs() == null ? "" : outcome.refused(),
                number(outcome.ratio(results.outcomes()), "%.2f"),
                question.target() == 0 ? "" : "≥ " + question.target());
    }

    private static String number(double value, String format) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    /** One bar a contender. */
    private String chart() {
        return Bars.svg(
                results.outcomes().stream()
                        .filter(o -> o.latencyUs() != null || o.question().reference() == null)
                        .map(Report::bar)
                        .toList());
    }

    private static Bars.Bar bar(Outcome outcome) {
        Outcome.Question question = outcome.question();
        return new Bars.Bar(
                question.setting() + ": " + question.contender(),
                outcome.median(),
                question.reference() != null);
    }
}
