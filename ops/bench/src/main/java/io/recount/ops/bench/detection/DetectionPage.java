package io.recount.ops.bench.detection;

import io.recount.ops.traffic.truth.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The page: what was simulated, the table with its targets, and a chart. */
final class DetectionPage {
    private final List<Detection.Result> results;
    private final Plan plan;

    DetectionPage(List<Detection.Result> results, Plan plan) {
        this.results = results;
        this.plan = plan;
    }

    void write(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), text(name));
        Files.writeString(folder.resolve(name + ".svg"), chart());
    }

    String text(String name) {
        return """
                # Benchmark: detection

                Made by `ops/recount bench %1$s`: the job's own operators in a small cluster, on \
                simulated event time; median of %2$d seeds that no limit was tuned on (%3$s). \
                Seeded, so it comes out the same again.

                | | ours | plain 3-sigma rule | target | |
                |---|---|---|---|---|
                %4$s
                **Surges** (%5$s): %6$d ads, from a few clicks a day to thousands, three to a \
                campaign, three weeks to learn and one to be judged. Hours are off their curve by a \
                fifth, days drift by a tenth, every third ad surges once, to five to eleven times \
                the usual and by six clicks a minute at least. An alarm of the campaign counts like \
                one of the ad. The plain rule: more clicks in a minute than the mean of the ad's \
                last day and three standard deviations.

                **Bots** (%7$s): %8$d of each kind, an hour each, among 6,000 visitors in %9$d \
                hours. A bot that is one visitor sits in a household or behind one of five \
                carriers, one person in ten tells no id, one impression in 20 is lost, one message \
                in 200 comes up to ten minutes late. Precision is of the sources named, recall of \
                the bots. Kinds of which any was missed: %10$s. Sources named wrongly: %11$s.

                **Click rates** of %12$d ads of eight categories in the same traffic, in three \
                slots, against the true ones in the first slot; raw are clicks over impressions. \
                **Conversion rates** of those of which the job told one (%13$s): orders come up to \
                30 hours after the click, so some are missing; raw are orders over clicks.

                ![Surges and bots](%1$s.svg)
                """
                .formatted(
                        name,
                        results.size(),
                        plan.seeds(),
                        rows(),
                        plan.surges(),
                        Surges.ADS,
                        plan.bots(),
                        Visitors.BOTS_OF_A_KIND,
                        Visitors.HOURS,
                        listed(r -> r.visitors().missed()),
                        listed(r -> r.visitors().wrong()),
                        Visitors.ADS,
                        listed(r -> Set.of(r.visitors().ofOrders().ads() + " ads")));
    }

    /** Of all seeds. */
    private String listed(Function<Detection.Result, Set<String>> some) {
        TreeSet<String> all = new TreeSet<>();
        results.forEach(result -> all.addAll(some.apply(result)));
        return all.isEmpty() ? "none" : String.join(", ", all);
    }

    private String rows() {
        return row("surges: recall", 0.9, false, r -> r.ours().recall(), r -> r.plain().recall())
                + row(
                        "surges: precision",
                        0.9,
                        false,
                        r -> r.ours().precision(),
                        r -> r.plain().precision())
                + row(
                        "surges: false alarms a day per 1,000 ads",
                        10,
                        true,
                        r -> r.ours().falseAlarms(),
                        r -> r.plain().falseAlarms())
                + row(
                        "surges: median delay, minutes",
                        3,
                        true,
                        r -> r.ours().delayMinutes(),
                        r -> r.plain().delayMinutes())
                + single("bots: precision", 0.97, false, r -> r.visitors().precision())
                + single("bots: recall", 0.9, false, r -> r.visitors().recall())
                + single(
                        "click rate: RMSE ÷ raw's",
                        0.6,
                        true,
                        r -> r.visitors().error() / r.visitors().rawError())
                + single(
                        "conversion rate: RMSE ÷ raw's",
                        1,
                        true,
                        r -> r.visitors().ofOrders().error() / r.visitors().ofOrders().rawError());
    }

    private String row(
            String name,
            double target,
            boolean atMost,
            ToDoubleFunction<Surges.Both> ours,
            ToDoubleFunction<Surges.Both> plain) {
        double reached = Detection.median(results, r -> ours.applyAsDouble(r.surges()));
        double reference = Detection.median(results, r -> plain.applyAsDouble(r.surges()));
        return line(name, reached, String.format(Locale.ROOT, "%,.3f", reference), target, atMost);
    }

    private String single(
            String name, double target, boolean atMost, ToDoubleFunction<Detection.Result> figure) {
        return line(name, Detection.median(results, figure), "", target, atMost);
    }

    private static String line(
            String name, double reached, String reference, double target, boolean atMost) {
        boolean met = atMost ? reached <= target : reached >= target;
        return String.format(
                Locale.ROOT,
                "| %s | %.3f | %s | %s %s | %s |%n",
                name,
                reached,
                reference,
                atMost ? "≤" : "≥",
                target,
                met ? "met" : "missed");
    }

    /** Shares as bars: what is found, and how much of what is told is right. */
    private String chart() {
        StringBuilder svg =
                new StringBuilder(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 920 158\""
                                + " font-family=\"system-ui, sans-serif\" font-size=\"13\""
                                + " role=\"img\">\n");
        bar(svg, 0, "surges, recall", "#2563eb", r -> r.surges().ours().recall());
        bar(svg, 1, "surges, precision", "#2563eb", r -> r.surges().ours().precision());
        bar(svg, 2, "3-sigma, recall", "#9ab", r -> r.surges().plain().recall());
        bar(svg, 3, "3-sigma, precision", "#9ab", r -> r.surges().plain().precision());
        bar(svg, 4, "bots, recall", "#2563eb", r -> r.visitors().recall());
        bar(svg, 5, "bots, precision", "#2563eb", r -> r.visitors().precision());
        return svg.append("</svg>\n").toString();
    }

    private void bar(
            StringBuilder svg,
            int place,
            String name,
            String colour,
            ToDoubleFunction<Detection.Result> figure) {
        double share = Detection.median(results, figure);
        int top = 8 + place * 24;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"170\" y=\"%d\" text-anchor=\"end\" fill=\"#667\">%s</text>"
                                + "<rect x=\"180\" y=\"%d\" width=\"%.0f\" height=\"16\" rx=\"2\""
                                + " fill=\"%s\"/><text x=\"%.0f\" y=\"%d\""
                                + " fill=\"#667\">%.1f %%</text>%n",
                        top + 13,
                        name,
                        top,
                        640 * share,
                        colour,
                        190 + 640 * share,
                        top + 13,
                        100 * share));
    }
}
