package io.recount.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A page with a table and a chart. Ratios are what counts; the figures beside them say on what. */
record Report(String name, Pace pace, Map<String, String> settings, Instant at) {
    private static final int BAR_HEIGHT = 22;
    private static final int LABEL_WIDTH = 330;
    private static final int CHART_WIDTH = 860;

    void write(Path folder, List<Outcome> outcomes) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".svg"), chart(outcomes));
        Files.writeString(folder.resolve(name + ".md"), page(outcomes));
    }

    private String page(List<Outcome> outcomes) {
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
                        "%d cores shared by load, service and database; Java %s; PostgreSQL",
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.version().feature()));
        settings.forEach((key, value) -> page.append(", ").append(key).append(' ').append(value));
        page.append(".\n\n| setting | | per second | p50 ms | p99 ms | ratio | target |\n");
        page.append("|---|---|---|---|---|---|---|\n");
        outcomes.forEach(outcome -> page.append(row(outcome, outcomes)));
        return page.append("\n![")
                .append(name)
                .append("](")
                .append(name)
                .append(".svg)\n")
                .toString();
    }

    private static String row(Outcome outcome, List<Outcome> all) {
        double ratio = ratio(outcome, all);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.0f | %s | %s | %s | %s |%n",
                outcome.setting(),
                outcome.reference() == null
                        ? outcome.contender()
                        : outcome.contender() + " ÷ " + outcome.reference(),
                outcome.median(),
                number(outcome.percentileMs(50), "%.1f"),
                number(outcome.percentileMs(99), "%.1f"),
                number(ratio, "%.2f"),
                outcome.target() == 0 ? "" : "≥ " + outcome.target());
    }

    private static double ratio(Outcome outcome, List<Outcome> all) {
        return all.stream()
                .filter(
                        other ->
                                other.setting().equals(outcome.setting())
                                        && other.contender().equals(outcome.reference()))
                .mapToDouble(reference -> outcome.median() / reference.median())
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String number(double value, String format) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, format, value);
    }

    /** Bars, one a contender, as wide as it is fast. */
    private static String chart(List<Outcome> outcomes) {
        List<Outcome> bars =
                outcomes.stream()
                        .filter(o -> o.latencyUs() != null || o.reference() == null)
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
            Outcome bar = bars.get(i);
            double width = bar.median() / widest * (CHART_WIDTH - LABEL_WIDTH - 90);
            int top = 4 + i * BAR_HEIGHT;
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#667\">%s: %s</text>"
                                    + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" rx=\"2\""
                                    + " fill=\"%s\"/><text x=\"%.0f\" y=\"%d\""
                                    + " fill=\"#667\">%,.0f/s</text>%n",
                            LABEL_WIDTH - 8,
                            top + 15,
                            bar.setting(),
                            bar.contender(),
                            LABEL_WIDTH,
                            top + 3,
                            width,
                            BAR_HEIGHT - 6,
                            bar.reference() == null ? "#9ab" : "#2563eb",
                            LABEL_WIDTH + width + 6,
                            top + 15,
                            bar.median()));
        }
        return svg.append("</svg>\n").toString();
    }
}
