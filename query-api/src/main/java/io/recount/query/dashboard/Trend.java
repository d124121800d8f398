package io.recount.query.dashboard;

import io.recount.query.metrics.Today;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** The chart's line in words, for those who do not see it. */
record Trend(Instant first, String inWords) {
    private static final long MINUTE_S = 60;

    /** Under this share of change between the first and the last third, a line is steady. */
    private static final double STEADY = 0.15;

    static Trend of(List<Long> values, Today.Minutes minutes, Words words) {
        Trend unnamed = new Trend(minutes.first(), "");
        String span =
                "Clicks a minute from %s to %s: "
                        .formatted(
                                words.minute(minutes.first()),
                                words.minute(unnamed.at(values.size() - 1)));
        List<Integer> measured =
                IntStream.range(0, minutes.openFrom())
                        .filter(m -> minutes.measured().get(m))
                        .boxed()
                        .toList();
        if (measured.isEmpty()) {
            return new Trend(minutes.first(), span + "no results.");
        }
        int third = Math.max(1, measured.size() / 3);
        double early = mean(values, measured.subList(0, third));
        double late = mean(values, measured.subList(measured.size() - third, measured.size()));
        int highest =
                measured.stream()
                        .max((a, b) -> Long.compare(values.get(a), values.get(b)))
                        .orElseThrow();
        return new Trend(
                minutes.first(),
                span
                        + movement(early, late)
                        + ", highest %s at %s."
                                .formatted(
                                        Words.count(values.get(highest)),
                                        words.minute(unnamed.at(highest))));
    }

    private static String movement(double early, double late) {
        double change = late - early;
        if (Math.abs(change) <= STEADY * Math.max(early, late)) {
            return "steady near " + Words.count(Math.round(late));
        }
        return "%s from about %s to about %s"
                .formatted(
                        change > 0 ? "rising" : "falling",
                        Words.count(Math.round(early)),
                        Words.count(Math.round(late)));
    }

    private static double mean(List<Long> values, List<Integer> at) {
        return at.stream().mapToLong(values::get).average().orElse(0);
    }

    Instant at(int minute) {
        return first.plusSeconds(minute * MINUTE_S);
    }
}
