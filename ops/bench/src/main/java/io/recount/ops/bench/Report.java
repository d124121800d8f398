package io.recount.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
    private static final int BAR_HEIGHT = 22;
    private static final int LABEL_WIDTH = 390;
    private static final int CHART_WIDTH = 920;

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

    /** Bars, one a contender, as wide as it is fast. */
    private String chart() {
        List<Outcome> bars =
                results.outcomes().stream()
                        .filter(o -> o.latencyUs() != null || o.question().reference() == null)
                        .toList();
        double widest = bars.stream().mapToDouble(Outcome::median).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"system-ui, sans-serif\" font-size=\"13\""
                                + " role=\"img\">%n",
                        CHART_WIDTH,
                        bars.size() * BAR_HEIGHT + 8));
        for (int i = 0; i < bars.size(); i++) {
            svg.append(bar(bars.get(i), 4 + i * BAR_HEIGHT, widest));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String bar(Outcome bar, int top, double widest) {
        double width = bar.median() / widest * (CHART_WIDTH - LABEL_WIDTH - 90);
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#667\">%s: %s</text>"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" rx=\"2\""
                        + " fill=\"%s\"/><text x=\"%.0f\" y=\"%d\""
                        + " fill=\"#667\">%,.0f/s</text>%n",
                LABEL_WIDTH - 8,
                top + 15,
                bar.question().setting(),
                bar.question().contender(),
                LABEL_WIDTH,
                top + 3,
                width,
                BAR_HEIGHT - 6,
                bar.question().reference() == null ? "#9ab" : "#2563eb",
                LABEL_WIDTH + width + 6,
                top + 15,
                bar.median());
    }
}
