package io.recount.ops.bench;

import java.util.List;
import java.util.Locale;

/** A chart of bars, as wide as what they stand for is fast. */
public final class Bars {
    private static final int HEIGHT = 22;
    private static final int LABEL_WIDTH = 390;
    private static final int CHART_WIDTH = 920;

    private Bars() {}

    /**
     * What is drawn of one.
     *
     * @param asked it is what the benchmark asks about, and not what that is compared with
     */
    public record Bar(String label, double perSecond, boolean asked) {}

    /** The chart as an SVG file. */
    public static String svg(List<Bar> bars) {
        double widest = bars.stream().mapToDouble(Bar::perSecond).max().orElse(1);
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"system-ui, sans-serif\" font-size=\"13\""
                                + " role=\"img\">%n",
                        CHART_WIDTH,
                        bars.size() * HEIGHT + 8));
        for (int i = 0; i < bars.size(); i++) {
            svg.append(svg(bars.get(i), 4 + i * HEIGHT, widest));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String svg(Bar bar, int top, double widest) {
        double width = bar.perSecond() / widest * (CHART_WIDTH - LABEL_WIDTH - 90);
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#667\">%s</text>"
                        + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" rx=\"2\""
                        + " fill=\"%s\"/><text x=\"%.0f\" y=\"%d\""
                        + " fill=\"#667\">%,.0f/s</text>%n",
                LABEL_WIDTH - 8,
                top + 15,
                bar.label(),
                LABEL_WIDTH,
                top + 3,
                width,
                HEIGHT - 6,
                bar.asked() ? "#2563eb" : "#9ab",
                LABEL_WIDTH + width + 6,
                top + 15,
                bar.perSecond());
    }
}
