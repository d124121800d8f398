package io.recount.query.dashboard;

import io.recount.query.metrics.Today;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * "Clicks a minute" over the last hour, ready to be written as SVG: y from 0, one series, its open
 * end dashed.
 *
 * @param levels the grid from 0 upwards
 * @param ticks labelled minutes
 * @param gaps runs of minutes without any result
 */
record LineChart(
        int width,
        int height,
        String left,
        String right,
        String bottom,
        List<Mark> levels,
        List<Mark> ticks,
        List<Gap> gaps,
        Trace trace) {
    private static final int LEFT = 40;
    private static final int RIGHT_PAD = 10;
    private static final int TOP = 14;
    private static final int BOTTOM_PAD = 26;
    private static final int LEVELS_MAX = 5;

    /** A chart of no clicks still has a scale. */
    private static final long SCALE_MIN = 4;

    private static final long MINUTE_S = 60;

    record Mark(String at, String label) {}

    /** {@code label} is empty where the band is too narrow for words. */
    record Gap(String x, String width, String middle, String label) {}

    /** How large, and how many minutes lie between labels. */
    record Size(int width, int height, int labelEvery) {
        static final Size WIDE = new Size(748, 236, 10);
        static final Size NARROW = new Size(324, 210, 20);
    }

    static LineChart of(List<Long> values, Today.Minutes minutes, Words words, Size size) {
        long top = Math.max(SCALE_MIN, values.stream().mapToLong(Long::longValue).max().orElse(0));
        double zero = size.height() - BOTTOM_PAD;
        double step = (double) (size.width() - LEFT - RIGHT_PAD) / (values.size() - 1);
        Trace.Scale scale = new Trace.Scale(LEFT, step, zero, (zero - TOP) / top);
        List<Boolean> measured = withOpenEnd(minutes);
        return new LineChart(
                size.width(),
                size.height(),
                Trace.px(LEFT),
                Trace.px(size.width() - RIGHT_PAD),
                Trace.px(zero),
                levels(top, scale),
                ticks(minutes.first(), values.size(), scale, size, words::minuteOfHour, words),
                gaps(measured, scale, step),
                Trace.of(values, measured, minutes.openFrom(), scale));
    }

    /** The open minute counts from zero, so it is measured as soon as the one before it was. */
    static List<Boolean> withOpenEnd(Today.Minutes minutes) {
        List<Boolean> measured = new ArrayList<>(minutes.measured());
        for (int m = Math.max(1, minutes.openFrom()); m < measured.size(); m++) {
            measured.set(m, measured.get(m) || measured.get(m - 1));
        }
        return measured;
    }

    private static List<Mark> levels(long top, Trace.Scale scale) {
        long step = step(top);
        List<Mark> levels = new ArrayList<>();
        for (long level = 0; level <= top; level += step) {
            levels.add(new Mark(scale.y((double) level), Words.count(level)));
        }
        return levels;
    }

    /** The smallest of 1, 2, 5, 10, 20, 50 … that needs no more lines than fit. */
    static long step(long top) {
        long decade = 1;
        while (true) {
            for (long digit : new long[] {1, 2, 5}) {
                if (top / (digit * decade) <= LEVELS_MAX) {
                    return digit * decade;
                }
            }
            decade *= 10;
        }
    }

    private static List<Mark> ticks(
            Instant first,
            int count,
            Trace.Scale scale,
            Size size,
            ToIntFunction<Instant> minuteOfHour,
            Words words) {
        List<Mark> ticks = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            Instant at = first.plusSeconds(m * MINUTE_S);
            // One at the very edge would have its label cut.
            if (minuteOfHour.applyAsInt(at) % size.labelEvery() == 0 && m > 0 && m < count - 1) {
                ticks.add(new Mark(scale.x(m), words.minute(at)));
            }
        }
        return ticks;
    }

    private static List<Gap> gaps(List<Boolean> measured, Trace.Scale scale, double step) {
        List<Gap> gaps = new ArrayList<>();
        int start = 0;
        while (start < measured.size()) {
            int end = start;
            while (end < measured.size() && !measured.get(end)) {
                end++;
            }
            if (end > start) {
                gaps.add(
                        gap(
                                Math.max(0, start - 1),
                                Math.min(measured.size() - 1, end),
                                scale,
                                step));
            }
            start = end + 1;
        }
        return gaps;
    }

    private static Gap gap(int from, int to, Trace.Scale scale, double step) {
        double width = (to - from) * step;
        return new Gap(
                scale.x(from),
                Trace.px(width),
                Trace.px(LEFT + (from + to) * step / 2),
                width > 70 ? "No results" : "");
    }
}
