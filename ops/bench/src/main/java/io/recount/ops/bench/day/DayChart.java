package io.recount.ops.bench.day;

import java.util.List;
import java.util.Locale;

/** Spend by the hour of the mean day beside the plan, and below it the free clicks as bars. */
final class DayChart {
    private static final int WIDTH = 920;
    private static final int LEFT = 60;
    private static final int PLOT_WIDTH = 820;
    private static final int PLOT_TOP = 30;
    private static final int PLOT_HEIGHT = 240;
    private static final int BARS_TOP = 340;
    private static final int BAR_HEIGHT = 22;
    private static final int BAR_LEFT = 220;

    /** Of the day's budget, at the top of the plot: what spends more in an hour leaves it. */
    private static final double MOST_AN_HOUR = 0.12;

    private final List<SimulatedDays.Result> results;
    private final StringBuilder svg = new StringBuilder();

    DayChart(List<SimulatedDays.Result> results) {
        this.results = results;
    }

    String svg() {
        add(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"system-ui, sans-serif\" font-size=\"13\" role=\"img\">",
                        WIDTH,
                        BARS_TOP + results.size() * BAR_HEIGHT + 8));
        axes();
        line(results.get(0).whole().hours()[1], "#9ab", "curve of traffic", 0, 4);
        for (SimulatedDays.Result result : results) {
            if (result.contender().name().equals("EVEN")) {
                line(result.whole().hours()[0], "#2563eb", "EVEN, mean day", 1, 2);
            }
        }
        line(results.get(0).whole().hours()[0], "#c2410c", "ASAP, mean day", 2, 2);
        text(LEFT - 10, BARS_TOP - 14, "start", "Free clicks on a whole day");
        double most = results.stream().mapToDouble(r -> r.whole().free()).max().orElse(1);
        for (int i = 0; i < results.size(); i++) {
            bar(results.get(i), BARS_TOP + i * BAR_HEIGHT, Math.max(0.001, most));
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        text(LEFT - 10, 18, "start", "Share of the day's budget that is spent in each hour");
        for (int share = 0; share <= 12; share += 4) {
            double y = y(share / 100.0);
            add(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#889\""
                                    + " stroke-opacity=\".3\"/>",
                            LEFT,
                            y,
                            LEFT + PLOT_WIDTH,
                            y));
            text(LEFT - 8, Math.round(y) + 4, "end", share + " %");
        }
        for (int hour = 0; hour < DayRun.HOURS; hour += 3) {
            text(
                    Math.round(x(hour)),
                    PLOT_TOP + PLOT_HEIGHT + 18,
                    "middle",
                    String.format(Locale.ROOT, "%02d:00", hour));
        }
    }

    private void line(double[] hours, String colour, String name, int place, int width) {
        StringBuilder points = new StringBuilder();
        for (int hour = 0; hour < hours.length; hour++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(hour + 0.5), y(hours[hour])));
        }
        add(
                String.format(
                        Locale.ROOT,
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>",
                        points.toString().strip(),
                        colour,
                        width));
        int legend = LEFT + 430 + place * 140;
        add(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"9\" width=\"14\" height=\"%d\" fill=\"%s\"/>",
                        legend,
                        width + 2,
                        colour));
        text(legend + 20, 17, "start", name);
    }

    private void bar(SimulatedDays.Result result, int top, double most) {
        double free = result.whole().free();
        double width = free / most * (WIDTH - BAR_LEFT - 90);
        text(BAR_LEFT - 8, top + 15, "end", result.contender().name());
        add(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                        BAR_LEFT,
                        top + 3,
                        width,
                        BAR_HEIGHT - 6,
                        free <= 0.005 ? "#2563eb" : "#9ab"));
        text(
                Math.round(BAR_LEFT + width + 6),
                top + 15,
                "start",
                String.format(Locale.ROOT, "%.2f %%", 100 * free));
    }

    private static double x(double hour) {
        return LEFT + PLOT_WIDTH * hour / DayRun.HOURS;
    }

    private static double y(double share) {
        return PLOT_TOP + PLOT_HEIGHT * (1 - Math.min(share, MOST_AN_HOUR * 1.05) / MOST_AN_HOUR);
    }

    private void text(long x, long y, String anchor, String text) {
        add(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"#667\">%s</text>",
                        x,
                        y,
                        anchor,
                        text));
    }

    private void add(String element) {
        svg.append(element).append('\n');
    }
}
