package io.recount.ops.bench.analytics;

import io.recount.ops.bench.Bars;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Rates of contenders that took turns, the ratios of their medians, and the page that shows it. */
final class Ratios {
    private final String name;
    private final double loadBefore = load();
    private final Map<String, List<Double>> perSecond = new LinkedHashMap<>();

    /** Who is compared with whom, and the least ratio that is asked for. */
    record Question(String contender, String reference, double target) {}

    Ratios(String name) {
        this.name = name;
    }

    /** Of the machine, a minute's average. */
    static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    void add(String contender, double eventsPerSecond) {
        perSecond.computeIfAbsent(contender, unused -> new ArrayList<>()).add(eventsPerSecond);
    }

    double median(String contender) {
        List<Double> sorted =
                Objects.requireNonNull(perSecond.get(contender), contender).stream()
                        .sorted()
                        .toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Page and chart; returns the page. */
    String write(Path folder, String intro, List<Question> questions) throws IOException {
        StringBuilder page = new StringBuilder();
        page.append("# Benchmark: ").append(name).append("\n\n");
        page.append(
                String.format(
                        Locale.ROOT,
                        "Taken %s by `ops/recount bench %s`. %s Load average %.1f before, %.1f"
                                + " after, on %d cores.%n%n",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        name,
                        intro,
                        loadBefore,
                        load(),
                        Runtime.getRuntime().availableProcessors()));
        page.append("| | events/s | of the rounds |\n|---|---|---|\n");
        perSecond.forEach((contender, rates) -> page.append(row(contender, rates)));
        page.append("\n| | ratio | target |\n|---|---|---|\n");
        for (Question question : questions) {
            page.append(
                    String.format(
                            Locale.ROOT,
                            "| %s ÷ %s | %.2f | ≥ %s |%n",
                            question.contender(),
                            question.reference(),
                            median(question.contender()) / median(question.reference()),
                            question.target()));
        }
        page.append(String.format("%n![%s](%s.svg)%n", name, name));
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), page);
        List<Bars.Bar> bars =
                perSecond.keySet().stream().map(contender -> bar(contender, questions)).toList();
        Files.writeString(folder.resolve(name + ".svg"), Bars.svg(bars));
        return page.toString();
    }

    private Bars.Bar bar(String contender, List<Question> questions) {
        boolean asked =
                questions.stream().anyMatch(question -> question.contender().equals(contender));
        return new Bars.Bar(contender, median(contender), asked);
    }

    private String row(String contender, List<Double> rates) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %s |%n",
                contender,
                median(contender),
                rates.stream()
                        .map(rate -> String.format(Locale.ROOT, "%,.0f", rate))
                        .collect(Collectors.joining(", ")));
    }
}
